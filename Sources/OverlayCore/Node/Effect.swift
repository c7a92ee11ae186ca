/// What a node wants done, in the order in which it came up.
public enum Effect: Hashable, Sendable {
  /// Seal the `length` bytes from the given offset on and send them on the link.
  case send(LinkID, length: Int)
  /// As `send`, in a datagram that must not be fragmented, neither here nor on its way, and before
  /// any other frame of the link: it finds out whether the path carries one so large.
  case probe(LinkID, length: Int)
  /// A link changed its state.
  case linkChanged(LinkID, from: LinkState, to: LinkState)
  /// A member came, changed or went.
  case memberChanged(NodeID, MemberChange)
  /// Open a session and a link with the node; then ``Node/addLink(with:now:)``, which the node does
  /// at its end as well, or ``Node/connectFailed(_:now:)``.
  case connect(Contact)
  /// Find out how far the node is, with one probe; then ``Node/measured(_:roundTrip:now:)``, or
  /// nothing if the answer does not come.
  case measure(Contact)
  /// The mesh has been outgrown, or a neighbour runs the prefix plane already: then
  /// ``Node/changeOver(contacts:now:)``.
  case outgrown
  /// Nobody needs the link any more: ``Node/removeLink(_:now:)`` and let the session go.
  case disconnect(LinkID)
  /// A lookup is over (``Node/lookUp(_:kind:now:)``).
  case answered(DirectoryResult)
  /// A root keeps our record: for the first time in this version, or another root than before.
  case published(DirectoryRecord.Identity, version: UInt64, root: NodeID)
  /// A root does not keep our record; `held` is the version that it has instead.
  case refused(DirectoryRecord.Identity, version: UInt64, DirectoryOutcome, held: UInt64)
  /// Nobody acknowledged our record; it will be tried again.
  case unanswered(DirectoryRecord.Identity, version: UInt64)
  /// Packets for a destination now take another way: straight to it, or through `relay`.
  case routeChanged(NodeID, TrafficClass, relay: NodeID?, link: LinkID)
}
