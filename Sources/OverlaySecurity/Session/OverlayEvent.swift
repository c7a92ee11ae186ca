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
  /// A handshake was refused because of its credential.
  case credentialRefused(NodeID, CredentialError)
}
