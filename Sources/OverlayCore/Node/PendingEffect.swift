/// An effect before it is drained. Frames are encoded when they leave, so that they say what is
/// true then and nothing is copied or allocated while they wait. What is large and rare lies in a box,
/// so that a queue of beacons takes 24 bytes for each.
enum PendingEffect {
  case beacon(LinkID, isReply: Bool)
  /// A beacon in a datagram of so many bytes.
  case sizeProbe(LinkID, bytes: Int)
  /// A beacon that says that a size probe of so many bytes has arrived.
  case sizeAnswer(LinkID, bytes: Int)
  indirect case tooBig(LinkID, TooBig)
  case linkState(slot: Int, after: UInt64)
  case linkStateRequest(slot: Int)
  indirect case summary(LinkID, from: NodeID)
  indirect case memberRequest(LinkID, MemberRequest)
  case record(LinkID, slot: Int)
  indirect case refusal(LinkID, NodeID)
  indirect case tableRequest(LinkID, TableRequest)
  indirect case contacts(LinkID, ContactList)
  case tableSummary(LinkID)
  indirect case announcement(LinkID, Announcement)
  indirect case announcementAck(LinkID, AnnouncementAck)
  indirect case relayNote(LinkID, RelayNote)
  case labelOffer(place: Int)
  case labelAnswer(LinkID, label: UInt32, isKnown: Bool)
  /// A frame of the directory that is passed on.
  case passage(LinkID, [UInt8])
  indirect case event(Effect)

  /// Whether it is bounded by other means and must not be lost: a beacon by its spacing, an event by the
  /// tables that it tells of.
  var isEssential: Bool {
    switch self {
    case .event, .beacon: true
    default: false
    }
  }
}
