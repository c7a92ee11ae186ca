internal import OverlayCore
internal import OverlaySecurity

extension NodeSnapshot {
  /// The members, as an application sees them.
  var memberViews: [Member] {
    let routed = Set(routes.filter { !$0.paths.isEmpty }.map(\.destination))
    return members.map { member in
      Member(
        id: member.node, name: member.name, ipv4: IPNotation.ipv4(member.ipv4),
        ipv6: IPNotation.ipv6(member.ipv6), isSelf: member.isSelf,
        isReachable: member.isSelf || member.sessionAge != nil && routed.contains(member.node),
        addresses: member.endpoints.map(\.description))
    }
  }

  /// The links, as an application sees them.
  ///
  /// - Parameter listening: the local addresses by number.
  func linkViews(listening: [UnderlayAddress]) -> [MemberLink] {
    links.map { link in
      let quality = link.report.quality
      let isKnown = listening.indices.contains(link.socket)
      return MemberLink(
        neighbour: link.report.neighbour, name: name(of: link.report.neighbour),
        remoteAddress: link.address.description,
        localAddress: isKnown ? listening[link.socket].description : "", state: quality.state,
        roundTrip: .nanoseconds(quality.roundTrip.nanoseconds),
        variation: .nanoseconds(quality.variation.nanoseconds),
        forwardLoss: quality.forwardLoss, reverseLoss: quality.reverseLoss)
    }
  }

  /// The way to a member; nil when none leads there.
  func pathView(to destination: NodeID, _ trafficClass: TrafficClass) -> OverlayPath? {
    // Under the prefix plane all classes share a route.
    let routes = routes.filter { $0.destination == destination }
    guard let route = routes.first(where: { $0.trafficClass == trafficClass }) ?? routes.first,
      let path = route.paths.first
    else { return nil }
    return OverlayPath(
      relay: path.relay, relayName: path.relay.map(name),
      latency: .nanoseconds(Int64(path.latencyMilliseconds * 1e6)), loss: path.loss,
      alternatives: route.paths.count - 1, switches: route.switches)
  }

  private func name(of node: NodeID) -> String {
    members.first { $0.node == node }?.name ?? node.short
  }
}
