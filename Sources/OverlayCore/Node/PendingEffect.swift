/// An effect before it is drained. Frames are encoded when they leave, so that they say what is
/// true then and nothing is copied or allocated while they wait.
enum PendingEffect {
  case beacon(LinkID, isReply: Bool)
  case linkState(slot: Int, after: UInt64)
  case linkStateRequest(slot: Int)
  case summary(LinkID, from: NodeID)
  case memberRequest(LinkID, MemberRequest)
  case record(LinkID, slot: Int)
  case farewell(LinkID)
  case refusal(LinkID, NodeID)
  case tableRequest(LinkID, TableRequest)
  case contacts(LinkID, ContactList)
  case tableSummary(LinkID)
  case announcement(LinkID, Announcement)
  case announcementAck(LinkID, AnnouncementAck)
  case relayNote(LinkID, RelayNote)
  case labelOffer(place: Int)
  case labelAnswer(LinkID, label: UInt32, isKnown: Bool)
  /// A frame of the directory that is passed on.
  case passage(LinkID, [UInt8])
  case event(Effect)
}
