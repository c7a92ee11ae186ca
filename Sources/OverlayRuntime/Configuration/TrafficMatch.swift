public import OverlaySecurity

/// Which packets of this host belong to a class: all that is given has to fit.
///
/// Written as words in any order: `udp port 5004-5006 to 10.1.0.0/16 dscp 46`.
public struct TrafficMatch: Hashable, Sendable {
  /// The upper protocol's number, where one is asked for.
  public var upperProtocol: UInt8?
  /// One of the packet's two ports lies in here.
  public var ports: ClosedRange<UInt16>?
  /// The source lies in here,
  public var source: AddressPrefix?
  /// and the destination in here.
  public var destination: AddressPrefix?
  /// The code point of the IP header (RFC 2474).
  public var dscp: UInt8?

  /// What users are told to write.
  static let grammar =
    "words such as `udp port 5004-5006`, `tcp to 10.1.0.0/16 port 443` or `from fd00::/8 dscp 46`"

  private static let protocols: [(name: String, number: UInt8)] = [
    ("icmp", 1), ("tcp", 6), ("udp", 17), ("icmp6", 58), ("sctp", 132),
  ]

  /// Reads the words; nil when there are none, or one makes no sense.
  public init?(_ text: String) {
    var words = text.split(separator: " ").makeIterator()
    var isEmpty = true
    while let word = words.next() {
      isEmpty = false
      if let known = Self.protocols.first(where: { $0.name == word }) {
        upperProtocol = known.number
        continue
      }
      guard let value = words.next(), take(String(word), value) else { return nil }
    }
    guard !isEmpty, source == nil || destination == nil || source?.family == destination?.family
    else { return nil }
  }

  private mutating func take(_ word: String, _ value: Substring) -> Bool {
    switch word {
    case "port":
      ports = Self.range(value)
      return ports != nil
    case "from":
      source = AddressPrefix(value)
      return source != nil
    case "to":
      destination = AddressPrefix(value)
      return destination != nil
    case "dscp":
      dscp = UInt8(value).flatMap { $0 < 64 ? $0 : nil }
      return dscp != nil
    default: return false
    }
  }

  private static func range(_ text: Substring) -> ClosedRange<UInt16>? {
    let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { UInt16($0) }
    guard 1...2 ~= ends.count, let first = ends[0], let last = ends[ends.count - 1], first <= last,
      first > 0
    else { return nil }
    return first...last
  }

  /// Whether a packet fits.
  func fits(_ header: IPHeader) -> Bool {
    if let upperProtocol, header.upperProtocol != upperProtocol { return false }
    if let dscp, header.dscp != Int(dscp) { return false }
    if let ports {
      let (from, to) = (UInt16(header.ports >> 16), UInt16(truncatingIfNeeded: header.ports))
      guard header.hasPorts, ports.contains(from) || ports.contains(to) else { return false }
    }
    if let source {
      guard source.family == header.family, source.contains(header.source) else { return false }
    }
    guard let destination else { return true }
    return destination.family == header.family && destination.contains(header.destination)
  }
}

extension TrafficMatch: CustomStringConvertible {
  /// The words.
  public var description: String {
    var words: [String] = []
    if let upperProtocol {
      words.append(Self.protocols.first { $0.number == upperProtocol }?.name ?? "")
    }
    if let ports {
      words.append(
        ports.count == 1
          ? "port \(ports.lowerBound)" : "port \(ports.lowerBound)-\(ports.upperBound)")
    }
    if let source { words.append("from \(source)") }
    if let destination { words.append("to \(destination)") }
    if let dscp { words.append("dscp \(dscp)") }
    return words.joined(separator: " ")
  }
}
