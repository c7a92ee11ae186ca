import OverlayCore

// The root of a record crashes, sometimes together with the record's owner.

extension ScenarioRun {
  private struct Loss {
    var owner: Int
    var root: Int
    /// Whether the owner crashes as well, so that nobody says it again.
    var isOrphan: Bool
    /// When the record was last not found.
    var missedAt = Instant.zero
    var isFound = false
  }

  /// Crashes the roots of that many records at once, with every other record its owner too, and looks
  /// the records up every two seconds from nodes drawn by the seed.
  ///
  /// - `roots-crashed`, `orphans`: how many were chosen;
  /// - `recovery-seconds`: until each lookup found its record;
  /// - `records-lost`: records that are not found after half a lifetime;
  /// - `orphans-left`: records that are found although their time is over.
  mutating func measureRootCrashes(_ count: Int) {
    guard let book else { return }
    var losses = chooseLosses(count)
    let start = simulation.now
    for loss in losses {
      simulation.crash(loss.root)
      if loss.isOrphan { simulation.crash(loss.owner) }
    }
    advance(by: .zero)
    while simulation.now < start + book.lifetime.scaled(by: 0.5) {
      // Four sources for each.
      let owners = (0..<4).flatMap { _ in losses.map(\.owner) }
      let answers = find(owners, within: .seconds(2))
      for index in losses.indices {
        losses[index].isFound = stride(from: index, to: owners.count, by: losses.count).allSatisfy {
          answers[$0] == book.entries[losses[index].owner].record
        }
        if !losses[index].isFound { losses[index].missedAt = simulation.now }
      }
    }
    for loss in losses where !loss.isFound {
      note(loss.owner, "is lost with its root on host \(loss.root)")
    }
    note("roots-crashed", Double(losses.count))
    note("orphans", Double(losses.count { $0.isOrphan }))
    let recovery = losses.map { $0.missedAt == .zero ? .zero : $0.missedAt - start }.max() ?? .zero
    note("recovery-seconds", recovery.inSeconds)
    note("records-lost", Double(losses.count { !$0.isFound }))
    advance(by: start + book.lifetime + RecordBook.slack + .seconds(1) - simulation.now)
    let left = find(losses.filter(\.isOrphan).map(\.owner), within: .seconds(4))
    note("orphans-left", Double(left.count { $0 != nil }))
  }

  /// Records whose roots are not their owners, and whose crashes take no copies of each other: more
  /// than a root and its owner at once is more than two replicas promise.
  private mutating func chooseLosses(_ count: Int) -> [Loss] {
    guard let book else { return [] }
    let membership = simulation.membership
    var holders: [DirectoryRecord.Identity: [Int]] = [:]
    for host in simulation.joinedHosts {
      for record in simulation.heldRecords(of: host) {
        holders[record.identity, default: []].append(host)
      }
    }
    var losses: [Loss] = []
    var crashed: [Int] = []
    var needed: [Int] = []
    for owner in simulation.joinedHosts.shuffled(using: &random) {
      guard losses.count < count, let record = book.entries[owner].record,
        let root = membership.root(of: record.key.place)?.host, root != owner
      else { continue }
      let copies = (holders[record.identity] ?? []).filter { $0 != root }
      let victims = [owner, root]
      guard !copies.contains(where: { victims.contains($0) || crashed.contains($0) }),
        !victims.contains(where: { needed.contains($0) || crashed.contains($0) })
      else { continue }
      losses.append(Loss(owner: owner, root: root, isOrphan: losses.count % 2 == 0))
      crashed += losses.count % 2 == 1 ? victims : [root]
      needed += copies + [owner]
    }
    return losses
  }
}
