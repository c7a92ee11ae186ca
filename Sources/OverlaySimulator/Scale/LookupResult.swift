public import OverlayCore

/// What became of one lookup toward a key.
public struct LookupResult: Hashable, Sendable {
  /// The host at which it ended.
  public var end: Int
  /// Links crossed.
  public var hops: Int
  /// The delay of the way, one way.
  public var delay: Interval
  /// Whether it came to a host where it had been.
  public var isLoop = false
}
