public import OverlayCore

/// A range of IP addresses that share their leading bits, such as `10.1.0.0/16`.
public struct AddressPrefix: Hashable, Sendable {
  /// The addresses' family.
  public let family: UnderlayAddress.Family
  /// The first address of the range, in the low 32 bits for IPv4.
  public let address: UInt128
  /// How many leading bits are fixed: at most 32 for IPv4 and 128 for IPv6.
  public let length: UInt8

  /// A prefix; nil when the length is too large for the family, or when `address` has bits set
  /// behind it, which is more often a slip than a wish.
  public init?(family: UnderlayAddress.Family, address: UInt128, length: UInt8) {
    guard length <= Self.bits(of: family), address & ~Self.mask(family, length) == 0 else {
      return nil
    }
    self.family = family
    self.address = address
    self.length = length
  }

  /// Whether an address of the same family lies in the range.
  public func contains(_ other: UInt128) -> Bool {
    other & Self.mask(family, length) == address && other >> UInt128(Self.bits(of: family)) == 0
  }

  /// Whether every address of another prefix lies in this one.
  public func contains(_ other: AddressPrefix) -> Bool {
    family == other.family && length <= other.length && contains(other.address)
  }

  /// Every address of a family: what an exit serves.
  public static func everything(_ family: UnderlayAddress.Family) -> AddressPrefix {
    AddressPrefix(everyAddressOf: family)
  }

  private init(everyAddressOf family: UnderlayAddress.Family) {
    (self.family, address, length) = (family, 0, 0)
  }

  private static func bits(of family: UnderlayAddress.Family) -> UInt8 {
    family == .ipv4 ? 32 : 128
  }

  /// The bits of an address that a prefix of this length fixes, in the low 32 bits for IPv4.
  public static func mask(_ family: UnderlayAddress.Family, _ length: UInt8) -> UInt128 {
    let all: UInt128 = family == .ipv4 ? UInt128(UInt32.max) : .max
    return all & ~(all >> UInt128(length))
  }
}

extension AddressPrefix: CustomStringConvertible {
  /// Parses `10.1.0.0/16` or `2001:db8::/32`; nil when it is anything else.
  public init?(_ text: some StringProtocol) {
    guard let slash = text.firstIndex(of: "/") else { return nil }
    let lengthText = text[text.index(after: slash)...]
    guard lengthText.utf8.allSatisfy({ 48...57 ~= $0 }), let length = UInt8(lengthText) else {
      return nil
    }
    let host = text[..<slash]
    if let address = IPNotation.parseIPv4(host) {
      self.init(family: .ipv4, address: UInt128(address), length: length)
    } else if let address = IPNotation.parseIPv6(host) {
      self.init(family: .ipv6, address: address, length: length)
    } else {
      return nil
    }
  }

  /// The usual notation, such as `10.1.0.0/16`.
  public var description: String {
    switch family {
    case .ipv4: "\(IPNotation.ipv4(UInt32(truncatingIfNeeded: address)))/\(length)"
    case .ipv6: "\(IPNotation.ipv6(address))/\(length)"
    }
  }
}

extension AddressPrefix: Codable {
  /// Reads the usual notation.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let prefix = AddressPrefix(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "not an address prefix such as 10.1.0.0/16")
    }
    self = prefix
  }

  /// Writes the usual notation.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
