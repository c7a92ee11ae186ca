/// Who stands in where two nodes need each other's link and the path between them has failed.
///
/// A node plays three parts here: it misses nodes that hold it and has others offer themselves to
/// them; it offers itself where it is asked to; and it remembers who offered to reach whom.
struct Relays {
  /// A node that holds us, whose path to us has failed.
  struct Missed {
    var contact: Contact
    /// When relays are next asked for, how often that was in vain.
    var askAt: Instant
    var failures = 0
    /// Who has confirmed that it stands in.
    var relays: [NodeID] = []
  }

  /// A call to a node that we were asked to offer ourselves to.
  struct Call {
    var asker: Contact
    var node: NodeID
    var deadline: Instant
  }

  private struct Offer {
    var node: NodeID
    var relay: NodeID
    var until: Instant
  }

  private(set) var missed: [Missed] = []
  private(set) var calls: [Call] = []
  private var offers: [Offer] = []

  /// When something is due.
  var nextDeadline: Instant {
    var deadline = Instant.never
    for missed in missed { deadline = min(deadline, missed.askAt) }
    for call in calls { deadline = min(deadline, call.deadline) }
    return deadline
  }

  // MARK: - Missing somebody

  /// Begins to look for relays to a node.
  mutating func miss(_ contact: Contact, now: Instant) {
    guard missed.count < Limits.missedMax, !missed.contains(where: { $0.contact == contact })
    else { return }
    missed.append(Missed(contact: contact, askAt: now))
  }

  /// The path is back, or the node is gone for good.
  mutating func mend(_ node: NodeID) {
    missed.removeAll { $0.contact.node == node }
  }

  /// A node for which relays should be asked now, and those that stood in until now. Each time in
  /// vain makes the pause longer; after ``attemptsMax`` the node is taken for dead.
  mutating func nextAsk(at now: Instant, _ profile: PrefixProfile) -> (Contact, [NodeID])? {
    while let index = missed.firstIndex(where: { $0.askAt <= now }) {
      let relays = missed[index].relays
      if relays.isEmpty, missed[index].failures >= Self.attemptsMax {
        missed.remove(at: index)
        continue
      }
      missed[index].relays = []
      missed[index].failures += 1
      missed[index].askAt = now + profile.requestTimeout
      return (missed[index].contact, relays)
    }
    return nil
  }

  /// A relay has been found; it is asked again before it forgets.
  mutating func confirm(_ node: NodeID, by relay: NodeID, again: Instant) {
    guard let index = missed.firstIndex(where: { $0.contact.node == node }),
      !missed[index].relays.contains(relay)
    else { return }
    missed[index].relays.append(relay)
    missed[index].failures = 0
    missed[index].askAt = again
  }

  static let attemptsMax = 2
  /// Neighbours asked at once.
  static let askedAtOnce = 3

  // MARK: - Standing in

  /// Notes that a node is being called; false when too many are, for this asker or altogether.
  mutating func call(_ node: NodeID, for asker: Contact, deadline: Instant) -> Bool {
    guard calls.count < Limits.relayCallsMax,
      calls.count(where: { $0.asker == asker }) < Limits.relayCallsMax / 4
    else { return false }
    calls.append(Call(asker: asker, node: node, deadline: deadline))
    return true
  }

  /// For whom a node was called, which has answered now.
  mutating func answered(_ node: NodeID) -> [Contact] {
    guard !calls.isEmpty else { return [] }
    let askers = calls.filter { $0.node == node }.map(\.asker)
    calls.removeAll { $0.node == node }
    return askers
  }

  /// Gives up calls that took too long.
  mutating func expire(at now: Instant) {
    calls.removeAll { $0.deadline <= now }
  }

  // MARK: - Being offered

  /// Remembers that a relay offers to reach a node; one relay may do so for a few nodes only.
  mutating func offered(_ node: NodeID, by relay: NodeID, until: Instant, now: Instant) {
    offers.removeAll { $0.until <= now || $0.node == node && $0.relay == relay }
    guard offers.count(where: { $0.relay == relay }) < Limits.relayOffersMax / 8 else { return }
    if offers.count >= Limits.relayOffersMax,
      let oldest = offers.indices.min(by: { offers[$0].until < offers[$1].until })
    {
      offers.remove(at: oldest)
    }
    offers.append(Offer(node: node, relay: relay, until: until))
  }

  /// Calls `body` with each node that offers to reach another.
  func forEachRelay(to node: NodeID, at now: Instant, _ body: (NodeID) -> Void) {
    for offer in offers where offer.node == node && offer.until > now { body(offer.relay) }
  }
}
