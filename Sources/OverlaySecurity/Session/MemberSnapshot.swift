public import OverlayCore

/// One member as people see it.
public struct MemberSnapshot: Hashable, Sendable {
  /// Who it is.
  public var node: NodeID
  /// Its name.
  public var name: String
  /// Its IPv4 address in the overlay.
  public var ipv4: UInt32
  /// Its IPv6 address in the overlay.
  public var ipv6: UInt128
  /// Where it says that it listens.
  public var endpoints: [UnderlayAddress]
  /// Whether this is the node that was asked.
  public var isSelf: Bool
  /// How old the session with it is; nil when there is none.
  public var sessionAge: Interval?
  /// Until when its credential is valid, in seconds since 1970.
  public var expiresAt: UInt64
}
