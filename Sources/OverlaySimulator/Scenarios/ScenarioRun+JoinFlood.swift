import OverlayCore

// A hostile member that asks for nodes and announces newcomers as fast as it can.

extension ScenarioRun {
  /// Frames of each kind over each of its links in a slice of 50 ms: a hundred a second.
  private static let joinsPerSlice = 5

  /// A member asks each neighbour whom it knows, and announces newcomers that are not there, while
  /// some join in earnest and owners' records are looked up.
  ///
  /// - `join-flood-requests-limited`, `join-flood-announcements-limited`: what nodes refused beyond
  ///   its rates: proof that they were reached;
  /// - `join-flood-peers`, `join-flood-multicasts`: the most that any node had of them;
  /// - `join-flood-answer-bytes`: what the others sent because of it, in bytes a second for each of
  ///   its links;
  /// - `join-flood-unjoined`, `join-flood-join-seconds`: of those who joined in earnest in it;
  /// - `join-flood-records-missing`: lookups that did not find their record;
  /// - `join-flood-holes`, `join-flood-dead`: what a minute later is wrong with the tables.
  mutating func floodJoins(_ duration: Interval) {
    guard let hostile = simulation.joinedHosts.randomElement(using: &random) else { return }
    var gauge = FloodGauge(of: hostile, in: simulation)
    advance(by: duration)
    gauge.begin(simulation)
    let before = simulation.prefixCounters
    let owners = someOwners(8, but: hostile)
    let questions = ask(for: owners)
    let links = simulation.neighbours(of: hostile).count
    let newcomers = startSome(2)
    let start = simulation.now
    var operation: UInt32 = 0
    while simulation.now < start + duration {
      floodJoin(from: hostile, &operation)
      advance(by: Self.floodSlice)
      gauge.look(simulation)
    }
    let after = simulation.prefixCounters
    note("join-flood-sent", Double(operation))
    note(
      "join-flood-requests-limited", Double(after.limitedRequests - before.limitedRequests))
    note(
      "join-flood-announcements-limited",
      Double(after.limitedAnnouncements - before.limitedAnnouncements))
    note("join-flood-peers", Double(gauge.peersMost))
    note("join-flood-multicasts", Double(gauge.multicastsMost))
    note(
      "join-flood-answer-bytes",
      gauge.answered(simulation) / Double(max(links, 1)) / duration.inSeconds)
    note("join-flood-records-missing", Double(countMissing(owners, questions)))
    let end = start + .seconds(60)
    while simulation.now < end, !newcomers.allSatisfy({ simulation.isJoined($0) }) {
      advance(by: .seconds(1))
    }
    note("join-flood-join-seconds", (simulation.now - start).inSeconds)
    note("join-flood-unjoined", Double(newcomers.count { !simulation.isJoined($0) }))
    advance(by: end - simulation.now)
    let findings = simulation.checkTables(localityOf: 0)
    note("join-flood-holes", Double(findings.holes))
    note("join-flood-dead", Double(findings.dead))
    result.accounts += findings.accounts
  }

  private mutating func startSome(_ count: Int) -> [Int] {
    let vacant = (0..<job.settings.nodes).filter { !simulation.isRunning($0) }
    let chosen = Array(vacant.shuffled(using: &random).prefix(count))
    for host in chosen { simulation.start(host) }
    return chosen
  }

  private mutating func floodJoin(from hostile: Int, _ operation: inout UInt32) {
    let own = simulation.contact(of: hostile)
    let base = simulation.configuration.node.prefix.base
    var (number, random) = (operation, random)
    simulation.forge(from: hostile, count: Self.joinsPerSlice) { _, buffer, offset in
      number += 1
      let request = TableRequest(
        purpose: .neighbours, request: UInt16(1 + number % 60_000), level: 0, distance: 0,
        asker: own)
      return request.write(to: &buffer, at: offset)
    }
    simulation.forge(from: hostile, count: Self.joinsPerSlice) { neighbour, buffer, offset in
      number += 1
      var newcomer = own
      newcomer.node = NodeID(UInt128(random.next()) << 64 | UInt128(random.next()))
      newcomer.endpoint = UnderlayAddress(ipv4: 0x0900_0000, port: 7_272)
      let announcement = Announcement(
        level: UInt8(base.sharedDigits(own.node, neighbour) + 1), operation: number,
        newcomer: newcomer)
      return announcement.write(to: &buffer, at: offset)
    }
    (operation, self.random) = (number, random)
  }
}
