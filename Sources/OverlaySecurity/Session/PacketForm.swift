import OverlayCore

/// How a packet is about to leave for one of its hops.
public struct PacketForm: Hashable, Sendable {
  /// The header that stands for the whole one; nil when the whole one is sent.
  var short: LabelledHeader?
  /// The session that the payload is sealed with end to end; ``SessionTable/none`` when it is not.
  var endToEnd: Int
  /// Bytes that will stand before the payload, as it lies in its buffer.
  public var frontBytes: Int
}
