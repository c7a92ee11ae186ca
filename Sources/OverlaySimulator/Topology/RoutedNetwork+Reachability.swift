public import OverlayCore

extension RoutedNetwork {
  /// Which pairs of hosts are connected now.
  ///
  /// Looks at every pair, 4096 hosts in well under a second once all trees are found; whoever
  /// studies failures without re-convergence makes the network with none.
  public mutating func reachability(at now: Instant) -> Reachability {
    var byIP = BitMatrix(rowCount: hostCount, columnCount: hostCount)
    for sender in 0..<hostCount {
      for receiver in 0..<hostCount
      where microseconds(from: sender, to: receiver, at: now) != ShortestPaths.unreachable {
        byIP[sender, receiver] = true
      }
    }
    let parts = graph.parts { causes[$0] != 0 }
    return Reachability(byIP: byIP, cableParts: routers.map { parts[$0] })
  }
}
