/// What the layer that seals frames adds to them, which the core must know to tell how much fits into a
/// datagram.
public struct FrameOverhead: Hashable, Sendable {
  /// Bytes around most frames, and around size probes: the header in front and the tag behind.
  public var frameBytesMin: Int
  /// Bytes around a frame at most, which room is left for.
  public var frameBytesMax: Int
  /// Bytes at most around a payload that is sealed end to end.
  public var endToEndBytes: Int

  /// All given; by default those of `OverlaySecurity`.
  public init(frameBytesMin: Int = 24, frameBytesMax: Int = 28, endToEndBytes: Int = 28) {
    self.frameBytesMin = frameBytesMin
    self.frameBytesMax = frameBytesMax
    self.endToEndBytes = endToEndBytes
  }
}
