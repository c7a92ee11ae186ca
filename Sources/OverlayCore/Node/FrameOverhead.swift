/// What the layer that seals frames adds to them, which the core must know to tell how much fits into a
/// datagram.
public struct FrameOverhead: Hashable, Sendable {
  /// Bytes around every frame: the header in front of it and the tag behind.
  public var frameBytes: Int
  /// Bytes around a payload that is sealed end to end.
  public var endToEndBytes: Int

  /// Both given; by default those of `OverlaySecurity`.
  public init(frameBytes: Int = 28, endToEndBytes: Int = 28) {
    self.frameBytes = frameBytes
    self.endToEndBytes = endToEndBytes
  }
}
