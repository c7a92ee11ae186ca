/// The first byte of every opened frame.
public enum FrameKind: UInt8, Hashable, Sendable, CaseIterable {
  /// A packet on its way: ``PacketHeader`` and payload.
  case packet = 1
  /// A ``Beacon``.
  case beacon = 2
  /// A ``LinkStateUpdate``.
  case linkState = 3
  /// A ``LinkStateRequest``.
  case linkStateRequest = 4
  /// A ``MemberSummary``.
  case memberSummary = 5
  /// A ``MemberRequest``.
  case memberRequest = 6
  /// A ``MemberRecord``, verified above the core before it is admitted; a node that leaves says so
  /// with one. Number 8 was a farewell of its own kind in wire version 1.
  case memberRecord = 7
  /// A ``Refusal``.
  case refusal = 9
  /// A revocation, meant for the security layer alone.
  case revocation = 10
  /// The sender no longer keeps the link; meant for the security layer alone.
  case linkEnd = 11
  /// A packet of a flow that the receiver knows: ``LabelledHeader`` and payload.
  case labelledPacket = 12
  /// A ``LabelOffer``.
  case labelOffer = 13
  /// A ``LabelAnswer``.
  case labelAnswer = 14
  /// A ``DirectoryPublish`` with a record, verified above the core before it is taken in.
  case directoryPublish = 20
  /// A ``DirectoryPublish`` with a removal, verified likewise.
  case directoryRemove = 21
  /// A ``DirectoryLookup``.
  case directoryLookup = 22
  /// A ``DirectoryAnswer``, its record verified likewise.
  case directoryAnswer = 23
  /// A ``DirectoryAcknowledgement``.
  case directoryAcknowledgement = 24
  /// A ``TableRequest``.
  case tableRequest = 30
  /// A ``ContactList``.
  case contacts = 31
  /// A ``TableSummary``.
  case tableSummary = 32
  /// An ``Announcement``.
  case announcement = 33
  /// An ``AnnouncementAck``.
  case announcementAck = 34
  /// A ``RelayNote``.
  case relayNote = 35
  /// A ``TooBig``.
  case tooBig = 36
  /// A ``PathProof`` that asks, and one that answers; meant for the security layer alone.
  case pathQuestion = 40
  case pathAnswer = 41
  /// An ``ObservedAddress``; meant for the security layer alone.
  case observedAddress = 42
  /// The first and the second message of a handshake that renews the session which seals them; meant
  /// for the security layer alone.
  case rekeyInitiation = 43
  case rekeyResponse = 44
  /// What a node holds of a range of revocations, as a question and as its answer; meant for the
  /// security layer alone.
  case revocationQuestion = 46
  case revocationAnswer = 47

  /// Whether the frame carries a packet.
  @inline(__always)
  public var isPacket: Bool { self == .packet || self == .labelledPacket }

  /// Whether the frame begins with a ``DirectoryEnvelope`` and is routed by it.
  public var isDirectory: Bool {
    switch self {
    case .directoryPublish, .directoryRemove, .directoryLookup, .directoryAnswer,
      .directoryAcknowledgement:
      true
    default: false
    }
  }
}
