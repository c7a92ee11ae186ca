public import OverlayCore

/// Where one socket of the network below is opened.
public struct UnderlayPlace: Hashable, Sendable, CustomStringConvertible {
  /// What people call the uplink; nil where the settings name none.
  public var uplink: String?
  /// The interface that it sends and receives through; nil leaves that to routing.
  public var interface: String?
  /// That interface's number; 0 where there is none.
  public var interfaceNumber: UInt32
  /// The address to bind to, with the port that the settings ask for.
  public var address: UnderlayAddress

  /// A place with everything given.
  public init(
    uplink: String? = nil, interface: String? = nil, interfaceNumber: UInt32 = 0,
    address: UnderlayAddress
  ) {
    self.uplink = uplink
    self.interface = interface
    self.interfaceNumber = interfaceNumber
    self.address = address
  }

  /// The address, and the interface behind a percent sign where it is tied to one.
  public var description: String {
    interface.map { "\(address)%\($0)" } ?? "\(address)"
  }
}
