public import OverlayCore

// The nodes' directory. Nobody signs here: what a signature would refuse never gets this far in the
// daemon, so that hostile nodes keep to owners that are, or could be, members.

extension ScaleSimulation {
  /// Has the node on a host publish a record of its own; false when it may not.
  @discardableResult
  public mutating func publish(_ record: DirectoryRecord, from host: Int) -> Bool {
    guard let publisher = hosts[host] else { return false }
    do throws(DirectoryError) {
      try publisher.node.publish(record, now: now)
    } catch {
      return false
    }
    settle(publisher)
    return true
  }

  /// Has the node on a host ask for the records of a key; the number of the question, whose answer
  /// is in ``takeAnswers()`` later.
  public mutating func ask(for key: DirectoryKey, from host: Int) -> UInt32? {
    guard let asker = hosts[host], let request = try? asker.node.lookUp(key, now: now) else {
      return nil
    }
    settle(asker)
    return request
  }

  /// What came of questions since the last call, in the order in which it did.
  public mutating func takeAnswers() -> [ScaleAnswer] {
    defer { answers = [] }
    return answers
  }

  /// Which of all nodes ever started runs on a host; nil when none does.
  public func birth(of host: Int) -> UInt32? { hosts[host]?.birth }

  /// How many records the node on a host keeps for others, and their bytes.
  public func heldLoad(of host: Int) -> (records: Int, bytes: Int) {
    guard let node = hosts[host] else { return (0, 0) }
    return (node.node.heldRecordCount, node.node.heldRecordBytes)
  }

  /// The records that the node on a host keeps for others, removals included.
  public func heldRecords(of host: Int) -> [DirectoryRecord] {
    hosts[host]?.node.heldRecords ?? []
  }

  /// What the node on a host did for others' records, and refused.
  public func directoryCounters(of host: Int) -> DirectoryCounters {
    hosts[host]?.node.directoryCounters ?? DirectoryCounters()
  }
}
