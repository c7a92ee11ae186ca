import OverlayCore

// One of three distinct paths dies under traffic, again and again: what each class loses, and costs.

extension ScenarioRun {
  private static let spacing = Interval.milliseconds(2)
  private static let compared: [TrafficClass] = [.balanced, .redundant, .parity]

  /// Packets of 1,000 bytes from host 0 to host 1, straight and through two relays; each cut takes one
  /// of the three paths, in turn.
  ///
  /// `CLASS-lost`: packets that did not arrive of those sent from before the cut until a second after;
  /// `CLASS-bytes`: bytes on all first links for each byte of packets, headers and seals included.
  mutating func measureParity(cuts: Int) {
    for trafficClass in Self.compared {
      var (lost, sent, bytes) = (0, 0, 0.0)
      for cut in 0..<cuts {
        var network = smallMesh(4)
        network.advance(by: .seconds(10))
        let steady = stream(.seconds(1), trafficClass, in: &network)
        bytes += Double(steady.bytes) / Double(steady.sent * 1_000)
        network.setCut(true, between: 0, 1 + cut % 3)
        let outcome = stream(.seconds(1), trafficClass, in: &network)
        lost += outcome.lost
        sent += outcome.sent
        close(network)
      }
      note("\(trafficClass.name)-packets", Double(sent))
      note("\(trafficClass.name)-lost", Double(lost))
      note("\(trafficClass.name)-bytes", bytes / Double(max(cuts, 1)))
    }
  }

  private mutating func stream(
    _ duration: Interval, _ trafficClass: TrafficClass, in network: inout ScaleSimulation
  ) -> (sent: Int, lost: Int, bytes: UInt64) {
    let before = network.sentData(by: 0)
    let end = network.now + duration
    var sent = 0
    while network.now < end {
      network.send(from: 0, to: 1, trafficClass: trafficClass, flow: 1, bytes: 1_000)
      sent += 1
      network.advance(by: Self.spacing)
    }
    let bytes = network.sentData(by: 0) - before
    network.advance(by: .milliseconds(500))
    let arrived = network.takeOutcomes().count { $0.isDelivered }
    return (sent, sent - arrived, bytes)
  }
}
