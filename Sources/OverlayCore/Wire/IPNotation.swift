/// IP addresses as text, both ways.
public enum IPNotation {
  /// Dotted decimal.
  public static func ipv4(_ address: UInt32) -> String {
    "\(address >> 24).\(address >> 16 & 255).\(address >> 8 & 255).\(address & 255)"
  }

  /// The canonical form of RFC 5952, section 4: lower case, the longest run of two or more zero
  /// groups shortened, the first such run when several are equally long.
  public static func ipv6(_ address: UInt128) -> String {
    let groups = (0..<8).map { UInt16(truncatingIfNeeded: address >> UInt128(112 - 16 * $0)) }
    var longest = 0..<0
    var start = 0
    while start < 8 {
      var end = start
      while end < 8, groups[end] == 0 { end += 1 }
      if end - start > max(longest.count, 1) { longest = start..<end }
      start = max(end, start + 1)
    }
    func text(_ range: Range<Int>) -> String {
      groups[range].map { String($0, radix: 16) }.joined(separator: ":")
    }
    guard !longest.isEmpty else { return text(0..<8) }
    return text(0..<longest.lowerBound) + "::" + text(longest.upperBound..<8)
  }

  /// Parses dotted decimal; nil when it is anything else.
  public static func parseIPv4(_ text: some StringProtocol) -> UInt32? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var address: UInt32 = 0
    for part in parts {
      guard !part.isEmpty, part.count <= 3, part.utf8.allSatisfy({ 48...57 ~= $0 }),
        let octet = UInt8(part)
      else { return nil }
      address = address << 8 | UInt32(octet)
    }
    return address
  }

  /// Parses an IPv6 address (RFC 4291, section 2.2, without the dotted-decimal tail); nil when it
  /// is anything else.
  public static func parseIPv6(_ text: some StringProtocol) -> UInt128? {
    let halves = split(String(text))
    guard halves.count <= 2, let head = groups(halves[0]) else { return nil }
    guard halves.count == 2 else { return head.count == 8 ? join(head) : nil }
    guard let tail = groups(halves[1]), head.count + tail.count <= 7 else { return nil }
    return join(head + Array(repeating: 0, count: 8 - head.count - tail.count) + tail)
  }

  private static func split(_ text: String) -> [Substring] {
    var halves: [Substring] = []
    var rest = text[...]
    while let mark = rest.firstIndex(of: ":") {
      var index = mark
      while true {
        let next = rest.index(after: index)
        guard next < rest.endIndex else { return halves + [rest] }
        if rest[index] == ":", rest[next] == ":" { break }
        index = next
      }
      halves.append(rest[..<index])
      rest = rest[rest.index(index, offsetBy: 2)...]
    }
    return halves + [rest]
  }

  private static func groups(_ text: Substring) -> [UInt16]? {
    guard !text.isEmpty else { return [] }
    var result: [UInt16] = []
    for part in text.split(separator: ":", omittingEmptySubsequences: false) {
      guard 1...4 ~= part.count, part.utf8.allSatisfy({ $0 != 43 && $0 != 45 }),
        let group = UInt16(part, radix: 16)
      else { return nil }
      result.append(group)
    }
    return result
  }

  private static func join(_ groups: [UInt16]) -> UInt128 {
    groups.reduce(0) { $0 << 16 | UInt128($1) }
  }
}

extension UnderlayAddress {
  /// Parses `192.0.2.1:4242` or `[2001:db8::1]:4242`; nil when it is anything else.
  public init?(_ text: some StringProtocol) {
    guard let colon = text.lastIndex(of: ":") else { return nil }
    let portText = text[text.index(after: colon)...]
    guard portText.utf8.allSatisfy({ 48...57 ~= $0 }), let port = UInt16(portText) else {
      return nil
    }
    let host = text[..<colon]
    if let ipv4 = IPNotation.parseIPv4(host) {
      self.init(ipv4: ipv4, port: port)
    } else if host.first == "[", host.last == "]",
      let ipv6 = IPNotation.parseIPv6(host.dropFirst().dropLast())
    {
      self.init(family: .ipv6, host: ipv6, port: port)
    } else {
      return nil
    }
  }
}
