public import OverlayCore

/// Which class a packet of the host travels in, by the DSCP in its IP header (RFC 2474).
public struct TrafficSettings: Hashable, Sendable {
  /// For packets whose DSCP is not listed.
  public var standard: TrafficClass
  /// The class for each DSCP value, 0 to 63.
  public var classes: [Int: TrafficClass]

  /// Settings with every field given.
  public init(standard: TrafficClass, classes: [Int: TrafficClass]) {
    self.standard = standard
    self.classes = classes
  }
}
