/// What was refused, and why: hostile or broken input costs a count and nothing else.
public struct SecurityCounters: Hashable, Sendable, Codable {
  /// Not a message of ours, or one that ends too early.
  public var malformed: UInt64 = 0
  /// Datagrams larger than any that members send.
  public var oversizedDatagrams: UInt64 = 0
  /// Handshakes whose first code is wrong: from a stranger.
  public var strangers: UInt64 = 0
  /// Handshakes that were genuine once and came again.
  public var replayedHandshakes: UInt64 = 0
  /// Handshakes that did not decrypt.
  public var failedHandshakes: UInt64 = 0
  /// Handshakes whose credential was refused.
  public var refusedCredentials: UInt64 = 0
  /// Member records that their node did not sign, in handshakes and from others.
  public var forgedRecords: UInt64 = 0
  /// Member records that were not checked because their neighbour had sent too many.
  public var limitedRecords: UInt64 = 0
  /// Handshakes answered with a cookie, or dropped, because there were too many.
  public var limitedHandshakes: UInt64 = 0
  /// Handshakes that looked old and were answered tentatively, because only that tells a replay from
  /// a node that has lost its state.
  public var tentativeHandshakes: UInt64 = 0
  /// Initiations of version 1, which are not answered.
  public var oldVersions: UInt64 = 0
  /// Initiations and replies of nodes that speak no version of the protocol that this one does.
  public var refusedVersions: UInt64 = 0
  /// Frames about new keys inside a session that came too often or made no sense.
  public var refusedRenewals: UInt64 = 0
  /// Distance probes that were not answered because there were too many.
  public var limitedProbes: UInt64 = 0
  /// Frames for no session of ours.
  public var unknownSessions: UInt64 = 0
  /// Frames that were seen before.
  public var replayedFrames: UInt64 = 0
  /// Frames that did not decrypt.
  public var forgedFrames: UInt64 = 0
  /// Genuine frames with a content that is not understood.
  public var badFrames: UInt64 = 0
  /// Packets under a label that the neighbour has not offered, or that was forgotten.
  public var unknownLabels: UInt64 = 0
  /// Packets dropped because their hop limit was spent.
  public var droppedHopLimit: UInt64 = 0
  /// Second copies dropped.
  public var droppedDuplicates: UInt64 = 0
  /// Packets dropped for want of a route or a session.
  public var droppedNoRoute: UInt64 = 0
  /// Packets that the network's policy forbids, ours and those of others.
  public var droppedByPolicy: UInt64 = 0
  /// Others' packets that this node's credential does not let it carry.
  public var droppedByRole: UInt64 = 0
  /// Control frames of neighbours that brought more of them than they may.
  public var limitedFrames: UInt64 = 0
  /// Frames that were not sent to an address that has not answered.
  public var withheldFrames: UInt64 = 0

  /// All zero.
  public init() {}
}
