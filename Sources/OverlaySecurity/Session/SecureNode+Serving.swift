public import OverlayCore

// What the daemon asks to choose among nodes that serve one prefix.

extension SecureNode {
  /// Tells this start of the node from earlier ones, which had smaller numbers. Grows within one start
  /// only when this node has met a newer record of itself.
  public var incarnation: UInt64 { own.record.incarnation }

  /// The other members; under the prefix plane those that this node has to do with.
  public var others: [NodeID] { knownNodes.filter { $0 != identity } }

  /// The credentials of this node and of ``others``.
  public var knownCredentials: [Credential] {
    knownNodes.compactMap { directory.credentials[$0] }
  }

  /// What the path to a node costs that balanced packets would take, in its class's own unit; nil
  /// when there is none. Allocates; not for packets.
  public func pathCost(to other: NodeID, now: Instant) -> Double? {
    let report =
      plane == .prefix
      ? node.prefixReport(to: other, now: now) : node.routeReport(to: other, .balanced, now: now)
    return report?.paths.first?.cost
  }

  /// The credential of a directory record's owner, after checking that the owner signed the record
  /// and is a member now.
  public func owner(of record: DirectoryRecord, now: Instant) -> Credential? {
    try? RecordSigning.verify(
      record, network: network, revocations: revocations, at: unixSeconds(now))
  }
}
