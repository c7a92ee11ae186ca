/// What became of a datagram that an application sent, as far as this node can tell.
public enum ApplicationVerdict: Hashable, Sendable {
  /// It has left this node, or is for this node itself. Nothing says that it will arrive.
  case sent
  /// It is larger than the way that was chosen for it carries in one piece.
  case tooLarge(byteCountMax: Int)
  /// Nobody of that name or ID is a member.
  case unknownMember
  /// A member, but no way leads there at present.
  case unreachable
  /// The network's policy forbids every way that leads there.
  case forbidden
  /// The node has stopped.
  case stopped
}
