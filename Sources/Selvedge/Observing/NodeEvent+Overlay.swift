internal import OverlayCore
internal import OverlaySecurity

extension NodeEvent {
  /// What an event of the node means to an application; nil when it means nothing.
  init?(_ event: OverlayEvent, name: (NodeID) -> String) {
    switch event {
    case .memberChanged(let peer, .joined): self = .memberJoined(peer, name: name(peer))
    case .memberChanged(let peer, .updated): self = .memberChanged(peer, name: name(peer))
    case .memberChanged(let peer, .departed): self = .memberLeft(peer, name: name(peer))
    case .memberChanged(let peer, .lost): self = .memberLost(peer, name: name(peer))
    case .linkChanged(let peer, let address, let before, let after):
      self = .linkChanged(
        peer, name: name(peer), address: address.description, from: before, to: after)
    case .routeChanged(let peer, let trafficClass, let relay, _):
      self = .routeChanged(
        peer, name: name(peer), class: trafficClass, relay: relay, relayName: relay.map(name))
    case .changedOver: self = .outgrewMesh
    default: return nil
    }
  }
}
