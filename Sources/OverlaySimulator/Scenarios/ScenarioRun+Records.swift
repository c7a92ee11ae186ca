import OverlayCore

// Every node has a record in the directory, said again by each node that starts.

extension ScenarioRun {
  /// From now on every node that has joined publishes a record.
  mutating func keepRecords(lifetime: Interval) {
    book = RecordBook(
      hosts: job.settings.nodes, lifetimeSeconds: UInt32(lifetime.nanoseconds / 1_000_000_000),
      seed: job.seed)
  }

  /// Publishes what newcomers have to say, now and then something new, and looks for copies that
  /// have outlived their owner by more than they may.
  mutating func tendRecords() {
    guard var book = self.book.take() else { return }
    defer { self.book = book }
    let now = simulation.now
    for host in book.entries.indices {
      guard let birth = simulation.birth(of: host) else {
        if book.entries[host].birth != nil { book.noteGone(host, now: now) }
        continue
      }
      guard simulation.isJoined(host) else { continue }
      let isNew = book.entries[host].birth != birth
      guard isNew || book.isChanging && book.random.chance(0.02) else { continue }
      let record = book.write(
        of: host, by: simulation.identity(of: host), birth: birth, now: now)
      simulation.publish(record, from: host)
    }
    guard book.nextLook <= now else { return }
    book.nextLook = now + .seconds(1)
    for host in simulation.runningHosts {
      for record in simulation.heldRecords(of: host) {
        guard let owner = simulation.host(of: record.owner) else { continue }
        if book.isOver(owner, now: now) {
          book.outlived += 1
        } else if book.entries[owner].goneSince != .never {
          book.orphansSeen += 1
        }
      }
    }
  }

  /// Looks up what every owner says, and what those said who are gone, each from a node drawn by the
  /// seed.
  ///
  /// - `records-missing`: owners that live and whose record is not found;
  /// - `records-old`: whose record is found in an older version than they said last;
  /// - `records-of-the-gone`: records that are found although their time is over;
  /// - `owners`, `owners-gone`: how many were looked for;
  /// - `records-expired`: how often a copy of a record came to the end of its time at some node.
  mutating func measureRecords() {
    guard let book else { return }
    let live = simulation.joinedHosts.filter { book.entries[$0].record != nil }
    let over = book.entries.indices.filter { book.isOver($0, now: simulation.now) }
    let answers = find(live + over, within: .seconds(8))
    var (missing, old, gone) = (0, 0, 0)
    for (host, found) in zip(live, answers) {
      guard let found else {
        missing += 1
        note(host, "is not found")
        continue
      }
      if found != book.entries[host].record {
        old += 1
        note(host, "is found in an older version")
      }
    }
    for (host, found) in zip(over, answers.dropFirst(live.count)) where found != nil {
      gone += 1
      note(host, "is found after its time")
    }
    note("owners", Double(live.count))
    note("owners-gone", Double(over.count))
    note("records-missing", Double(missing))
    note("records-old", Double(old))
    note("records-of-the-gone", Double(gone))
    let expired = simulation.runningHosts.reduce(0) {
      $0 + simulation.directoryCounters(of: $1).expired
    }
    note("records-expired", Double(expired))
  }

  /// Looks up the records of owners, each from a node drawn by the seed, and lets time pass; what was
  /// found of each by then.
  mutating func find(_ owners: [Int], within patience: Interval) -> [DirectoryRecord?] {
    let questions = ask(for: owners)
    advance(by: patience)
    return answers(owners, questions)
  }

  /// A question for an owner's record, and who asked it.
  typealias Question = (host: Int, request: UInt32)

  /// Asks for the records of owners, each from a node drawn by the seed.
  mutating func ask(for owners: [Int]) -> [Question?] {
    _ = simulation.takeAnswers()
    let joined = simulation.joinedHosts
    return owners.map { owner in
      guard let key = book?.entries[owner].key, let source = joined.randomElement(using: &random)
      else { return nil }
      return simulation.ask(for: key, from: source).map { (source, $0) }
    }
  }

  /// What came of the questions that were asked last.
  mutating func answers(_ owners: [Int], _ questions: [Question?]) -> [DirectoryRecord?] {
    let answers = simulation.takeAnswers()
    return zip(owners, questions).map { owner, question in
      guard let question else { return nil }
      let identity = simulation.identity(of: owner)
      return answers.first { $0.host == question.host && $0.result.request == question.request }?
        .result.records.first { $0.owner == identity }
    }
  }

  /// How many of the questions that were asked last did not find what their owner said last.
  mutating func countMissing(_ owners: [Int], _ questions: [Question?]) -> Int {
    let found = answers(owners, questions)
    return zip(owners, found).count { $1 != book?.entries[$0].record }
  }

  mutating func note(_ owner: Int, _ account: String) {
    guard result.accounts.count < Self.accountsMax else { return }
    let seconds = Int(simulation.now.nanoseconds / 1_000_000_000)
    result.accounts.append("at \(seconds) s the record of host \(owner) \(account)")
  }

  /// What was seen of records over the whole run.
  ///
  /// - `records-outlived`: copies seen when their owner had been gone for longer than their lifetime
  ///   and ``RecordBook/slack``; all nodes are looked at once a second;
  /// - `orphans-seen`: copies seen whose owner was gone, in their time.
  mutating func noteRecords() {
    guard let book else { return }
    note("records-outlived", Double(book.outlived))
    note("orphans-seen", Double(book.orphansSeen))
  }
}
