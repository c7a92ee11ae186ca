public import OverlayCore

/// What happened, for logs and people.
public enum OverlayEvent: Hashable, Sendable {
  /// A session was made or renewed.
  case sessionEstablished(NodeID, isInitiator: Bool)
  /// A link changed its state.
  case linkChanged(NodeID, UnderlayAddress, from: LinkState, to: LinkState)
  /// A peer's address changed under a living session.
  case roamed(NodeID, UnderlayAddress)
  /// A member came, changed or went.
  case memberChanged(NodeID, MemberChange)
  /// Packets for a destination take another way.
  case routeChanged(NodeID, TrafficClass, relay: NodeID?, link: LinkID)
  /// This node has left the mesh for the prefix plane.
  case changedOver
  /// A root keeps a record of this node's: for the first time in this version, or another root than
  /// before.
  case recordPublished(DirectoryRecord.Identity, root: NodeID)
  /// A root does not keep a record of this node's.
  case recordRefused(DirectoryRecord.Identity, DirectoryOutcome)
  /// Nobody acknowledged a record of this node's; it will be tried again.
  case recordUnanswered(DirectoryRecord.Identity)
  /// Two hosts run with this node's identity: another one keeps signing records that are newer than
  /// this node's. The addresses are those that this node and the other one name.
  case cloned(ours: [UnderlayAddress], theirs: [UnderlayAddress])
  /// A handshake was refused because of its credential.
  case credentialRefused(NodeID, CredentialError)
  /// A node at an address speaks no version of the protocol that this one does; which member it
  /// is, where that is known. Said now and then, however often it happens.
  case versionRefused(VersionMismatch, at: UnderlayAddress?, node: NodeID?)
  /// This host's clock is that many seconds behind what the network has signed, which is believed
  /// instead.
  case clockBehind(seconds: UInt64)
  /// This host's clock has been set, and agrees with what the network has signed.
  case clockAgrees
  /// This node's own credential has expired: nobody lets it in any more. In seconds since 1970.
  case ownCredentialExpired(at: UInt64)
  /// The network has revoked this node's own credential: nobody lets it in any more. In seconds since
  /// 1970.
  case ownCredentialRevoked(at: UInt64)
  /// A member brings more control frames than it may; how many were refused since this was last said of
  /// it. At most once a minute for each member.
  case tooMuchControl(NodeID, refused: UInt64)
}
