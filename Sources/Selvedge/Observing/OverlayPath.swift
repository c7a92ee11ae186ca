public import OverlayCore

/// The way that datagrams of one class take to a member at present.
public struct OverlayPath: Hashable, Sendable {
  /// The member that passes them on; nil for the way straight there.
  public var relay: NodeID?
  /// The relay's name.
  public var relayName: String?
  /// Expected delay one way.
  public var latency: Duration
  /// Expected share of datagrams lost, 0...1.
  public var loss: Double
  /// How many other ways are kept ready.
  public var alternatives: Int
  /// How often the way has changed.
  public var switches: Int

  /// Whether no other member passes them on.
  public var isDirect: Bool { relay == nil }
}
