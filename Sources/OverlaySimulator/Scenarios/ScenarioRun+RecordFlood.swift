import OverlayCore

// A hostile member that publishes far more than it may.

extension ScenarioRun {
  /// Six times the rate that a neighbour is allowed, in slices of 50 ms.
  private static let recordsPerSlice = 38
  static let floodSlice = Interval.milliseconds(50)

  /// A member publishes through one of its neighbours, whose keys it has found: records of its own,
  /// records of many owners under one key, and records of many owners under many keys, as members in
  /// league with it would have signed. Every second some owners' records are looked up.
  ///
  /// - `flood-limited`, `flood-owner-full`, `flood-key-full`, `flood-node-full`: what the neighbour
  ///   refused beyond its rate, of that owner, under that key, and altogether: proof that each limit
  ///   was reached;
  /// - `flood-records`, `flood-bytes`, `flood-own`: the most that any node kept, and of that owner;
  /// - `flood-amplification`: bytes that the others sent for each byte of the flood;
  /// - `flood-records-missing`: lookups that did not find an honest owner's record.
  mutating func floodRecords(_ duration: Interval) {
    guard let (hostile, victim) = chooseFlood() else { return }
    var gauge = FloodGauge(of: hostile, in: simulation)
    advance(by: duration)
    gauge.begin(simulation)
    let before = simulation.directoryCounters(of: victim)
    let end = simulation.now + duration
    var (number, missing) = (0, 0)
    while simulation.now < end {
      let second = min(end, simulation.now + .seconds(1))
      let owners = someOwners(4, but: hostile)
      let questions = ask(for: owners)
      while simulation.now < second {
        for _ in 0..<Self.recordsPerSlice {
          floodRecord(number, from: hostile, to: victim)
          number += 1
        }
        advance(by: min(Self.floodSlice, second - simulation.now))
        gauge.look(simulation)
      }
      gauge.lookForOwn(simulation)
      missing += countMissing(owners, questions)
    }
    let after = simulation.directoryCounters(of: victim)
    note("flood-sent", Double(number))
    note("flood-limited", Double(after.limitedPublishes - before.limitedPublishes))
    note("flood-owner-full", Double(after.refusedOwnerFull - before.refusedOwnerFull))
    note("flood-key-full", Double(after.refusedKeyFull - before.refusedKeyFull))
    note("flood-node-full", Double(after.refusedNodeFull - before.refusedNodeFull))
    note("flood-records", Double(gauge.recordsMost))
    note("flood-bytes", Double(gauge.bytesMost))
    note("flood-own", Double(gauge.ownMost))
    note("flood-amplification", gauge.amplification(simulation))
    note("flood-records-missing", Double(missing))
  }

  /// A member and a neighbour that it keeps.
  private mutating func chooseFlood() -> (hostile: Int, victim: Int)? {
    for hostile in simulation.joinedHosts.shuffled(using: &random) {
      if let victim = simulation.primaries(of: hostile).randomElement(using: &random) {
        return (hostile, victim)
      }
    }
    return nil
  }

  /// Sends one record of the flood: a hundred of the member's own, then forty under one key, then
  /// ever new ones of forty owners.
  private mutating func floodRecord(_ number: Int, from hostile: Int, to victim: Int) {
    // Keys that differ from the victim's name in the last digits are its own.
    let place = simulation.identity(of: victim).value
    let invented = NodeID(place ^ UInt128(1 + number % 40) << 60)
    let (key, owner): (UInt128, NodeID) =
      switch number {
      case ..<100: (place ^ UInt128(1 + number), simulation.identity(of: hostile))
      case ..<140: (place ^ 0xffff, invented)
      default: (place ^ UInt128(1 + number), invented)
      }
    let record = DirectoryRecord(
      identity: .init(key: DirectoryKey(key), owner: owner, kind: .application), version: 1,
      lifetimeSeconds: 60, payload: [1, 2, 3, 4])
    let frame = DirectoryPublish(
      toward: record.key.place, origin: simulation.identity(of: hostile),
      request: UInt32(1 + number), ageSeconds: 0, record: record)
    _ = simulation.forge(from: hostile, to: victim) { frame.write(to: &$0, at: $1) }
  }

  /// Owners drawn by the seed whose records can be looked up.
  mutating func someOwners(_ count: Int, but hostile: Int) -> [Int] {
    guard let book else { return [] }
    let owners = simulation.joinedHosts.filter {
      $0 != hostile && book.entries[$0].record != nil
        && book.entries[$0].birth == simulation.birth(of: $0)
    }
    return Array(owners.shuffled(using: &random).prefix(count))
  }
}
