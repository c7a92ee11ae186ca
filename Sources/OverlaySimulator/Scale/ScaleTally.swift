/// What a simulation has done so far.
public struct ScaleTally: Hashable, Sendable {
  /// Frames delivered to a node, and timer wake-ups: the engine's work.
  public var events: UInt64 = 0
  /// Wake-ups among them.
  public var wakes: UInt64 = 0
  /// Wake-ups that came when an earlier one had done the work; not among the events.
  public var staleWakes: UInt64 = 0
  /// Frames that nodes sent.
  public var framesSent: UInt64 = 0
  /// Frames that the network lost.
  public var framesLost: UInt64 = 0
  /// Frames that came for a session that was over.
  public var framesStrayed: UInt64 = 0
  /// Frames that their receiver could not read: our own mistake.
  public var framesMalformed: UInt64 = 0
  /// Sessions opened.
  public var sessionsOpened: UInt64 = 0
  /// Sessions that could not be opened.
  public var sessionsFailed: UInt64 = 0
  /// Distances measured.
  public var measurements: UInt64 = 0

  /// Nothing yet.
  public init() {}
}
