internal import OverlayCore
internal import OverlaySecurity

/// What a question is about, as far as this network can say.
enum NameTarget: Hashable, Sendable {
  /// The node of this name.
  case node(String)
  /// The node with this address.
  case ipv4(UInt32)
  /// The node with this address.
  case ipv6(UInt128)
  /// The domain itself.
  case domain
  /// A name in the domain that no node can have.
  case nobody
  /// Another domain.
  case elsewhere

  /// What the labels of a name mean in a domain.
  init(_ labels: [String], domain: [String]) {
    if labels.suffix(domain.count) == domain[...] {
      let rest = labels.dropLast(domain.count)
      guard let name = rest.first else {
        self = .domain
        return
      }
      self = rest.count == 1 && NodeName.isValid(name) ? .node(name) : .nobody
    } else if labels.suffix(2) == ["in-addr", "arpa"] {
      self = Self.ipv4(reversed: labels.dropLast(2)).map(NameTarget.ipv4) ?? .elsewhere
    } else if labels.suffix(2) == ["ip6", "arpa"] {
      self = Self.ipv6(reversed: labels.dropLast(2)).map(NameTarget.ipv6) ?? .elsewhere
    } else {
      self = .elsewhere
    }
  }

  private static func ipv4(reversed labels: ArraySlice<String>) -> UInt32? {
    guard labels.count == 4 else { return nil }
    return IPNotation.parseIPv4(labels.reversed().joined(separator: "."))
  }

  /// Thirty-two hexadecimal digits, the last first (RFC 3596, section 2.5).
  private static func ipv6(reversed labels: ArraySlice<String>) -> UInt128? {
    guard labels.count == 32, labels.allSatisfy({ $0.utf8.count == 1 }) else { return nil }
    let digits = labels.reversed().joined()
    guard digits.utf8.allSatisfy({ $0 != 43 && $0 != 45 }) else { return nil }
    return UInt128(digits, radix: 16)
  }
}
