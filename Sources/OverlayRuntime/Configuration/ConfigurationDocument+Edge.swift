internal import OverlayCore
internal import OverlaySecurity
internal import Yams

// What the file says of prefixes behind nodes.

extension ConfigurationDocument {
  /// The prefixes that this node serves: each a mapping, or a prefix alone.
  func served() throws(ConfigurationError) -> [ServedPrefix] {
    guard let node = node(["serve"]) else { return [] }
    if case .scalar(let scalar) = node {
      return scalar.string.isEmpty ? [] : [ServedPrefix(prefix: try prefix(node))]
    }
    guard case .sequence(let sequence) = node else {
      throw .badValue(
        at: place(node), key: "serve", value: "", expected: "a list whose entries start with `-`")
    }
    guard sequence.count <= SecurityLimits.prefixesMax else {
      throw .tooMany(at: place(node), key: "serve", allowed: SecurityLimits.prefixesMax)
    }
    var served: [ServedPrefix] = []
    for element in sequence {
      let next = try self.served(element)
      guard !served.contains(where: { $0.prefix == next.prefix }) else {
        throw .badValue(
          at: place(element), key: "serve", value: next.prefix.description,
          expected: "each prefix once")
      }
      served.append(next)
    }
    return served
  }

  private func served(_ node: Yams.Node) throws(ConfigurationError) -> ServedPrefix {
    guard case .mapping(let mapping) = node else {
      return ServedPrefix(prefix: try prefix(node))
    }
    try checkKeys(of: mapping, section: "serve")
    guard let text = mapping["prefix"] else {
      throw .missing(at: place(node), key: "serve", field: "prefix")
    }
    var served = ServedPrefix(prefix: try prefix(text))
    if let node = mapping["check"] { served.check = try check(node) }
    if let node = mapping["interval"] { served.interval = try interval(node) }
    if let node = mapping["fail-after"] { served.failAfter = try threshold(node, "fail-after") }
    if let node = mapping["pass-after"] { served.passAfter = try threshold(node, "pass-after") }
    if let node = mapping["masquerade"] {
      guard let flag = node.bool else {
        throw .badValue(
          at: place(node), key: "masquerade", value: node.string ?? "", expected: "true or false")
      }
      served.masquerade = flag
    }
    return served
  }

  private func prefix(_ node: Yams.Node) throws(ConfigurationError) -> AddressPrefix {
    guard let prefix = AddressPrefix(node.string ?? ""), prefix.length > 0 else {
      throw .badValue(
        at: place(node), key: "prefix", value: node.string ?? "",
        expected: "a prefix such as 10.1.0.0/24 or fd12:3456::/48, with no bit set behind its "
          + "length; `serve-exit: true` serves everything")
    }
    return prefix
  }

  private func check(_ node: Yams.Node) throws(ConfigurationError) -> PrefixCheck {
    guard let check = PrefixCheck(node.string ?? "") else {
      throw .badValue(
        at: place(node), key: "check", value: node.string ?? "",
        expected: "`ping 10.1.0.1`, `tcp 10.1.0.1:80` or `interface eth1`")
    }
    return check
  }

  private func interval(_ node: Yams.Node) throws(ConfigurationError) -> Interval {
    let text = node.string ?? ""
    let range = ServedPrefix.intervalMilliseconds
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let scale = ["ms": 1, "s": 1_000, "m": 60_000][String(text.dropFirst(digits.count))]
    guard let scale, digits.count <= 7, let number = Int(digits), range.contains(number * scale)
    else {
      throw .badValue(
        at: place(node), key: "interval", value: text,
        expected: "a time from 100ms to 60m, such as 500ms or 2s")
    }
    return .milliseconds(UInt64(number * scale))
  }

  private func threshold(
    _ node: Yams.Node, _ key: String
  ) throws(ConfigurationError) -> Int {
    let range = ServedPrefix.thresholds
    guard let number = node.int, range.contains(number) else {
      throw .badValue(
        at: place(node), key: key, value: node.string ?? "",
        expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }
}
