public import OverlayCore

// What the network below would do.

extension ScaleSimulation {
  /// The delay one way between two hosts, were they neighbours; nil when nothing arrives.
  public mutating func directDelay(from sender: Int, to receiver: Int) -> Interval? {
    underlay.delay(from: sender, to: receiver, at: now)
  }

  /// Whether first reachable link selection comes from one host to another over tables as they
  /// are: at each node, the first of the link straight there, the primary and the backups over
  /// which the network carries packets both ways.
  public func reaches(_ destination: Int, from source: Int, over truth: Reachability) -> Bool {
    let key = identity(of: destination)
    var place = source
    for _ in 0..<Int(Limits.prefixHopLimit) {
      guard place != destination else { return true }
      guard let host = hosts[place] else { return false }
      func works(_ other: Int) -> Bool {
        hosts[other] != nil && truth.isConnectedByIP(from: place, to: other)
          && truth.isConnectedByIP(from: other, to: place)
      }
      if host.link(to: destination) != nil, works(destination) { return true }
      let next = host.node.nextHops(toward: key).compactMap { numbers[$0] }
        .first { works($0) }
      guard let next else { return false }
      place = next
    }
    return false
  }
}
