public import OverlayCore

/// A way of this host into the network below, which gets sockets of its own.
public struct UplinkSettings: Hashable, Sendable {
  /// How the uplink is found.
  public enum Place: Hashable, Sendable {
    /// Every interface that leads out: with a default route, or with an address that routers
    /// everywhere know.
    case automatic
    /// The interface of that name, whatever its addresses are.
    case interface(String)
    /// Whichever interface has that address, whose port means nothing.
    case address(UnderlayAddress)
  }

  /// What people call it; nil for the interface's name or the address.
  public var name: String?
  /// How it is found.
  public var place: Place

  /// An uplink with both given.
  public init(name: String? = nil, place: Place) {
    self.name = name
    self.place = place
  }

  /// The place as it is written in config.yaml: `auto`, an interface's name or an address.
  public init?(text: String) {
    if text == "auto" {
      self.init(place: .automatic)
    } else if let address = Self.address(text) {
      self.init(place: .address(address))
    } else if Self.isInterface(text) {
      self.init(place: .interface(text))
    } else {
      return nil
    }
  }

  /// The place in words, as ``init(text:)`` reads it.
  public var text: String {
    switch place {
    case .automatic: "auto"
    case .interface(let name): name
    case .address(let address):
      address.family == .ipv4
        ? IPNotation.ipv4(UInt32(truncatingIfNeeded: address.host)) : IPNotation.ipv6(address.host)
    }
  }

  private static func address(_ text: String) -> UnderlayAddress? {
    guard let address = UnderlayAddress(text.contains(":") ? "[\(text)]:0" : "\(text):0"),
      address.host != 0
    else { return nil }
    return address
  }

  /// The kernel allows 15 bytes, neither slash nor space; a colon would be an alias.
  private static func isInterface(_ text: String) -> Bool {
    1...15 ~= text.utf8.count
      && text.utf8.allSatisfy {
        $0 > 32 && $0 < 127 && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: ":")
      }
  }
}
