import OverlayCore

/// The exchanges of revocations with every peer that a link leads to, and when the next step of any is
/// due. They outlive sessions and their renewals, and end with the peer's place in the tables.
struct RevocationSpread: Sendable {
  private struct Entry: Sendable {
    var peer: NodeID
    var exchange = RevocationExchange()
  }

  /// By the peer's place.
  private var entries: [Entry?] = []
  /// Not after the first step that is due.
  private(set) var deadline = Instant.never

  /// The exchange with the peer that has this place now; a new one for another peer.
  mutating func withExchange<Result>(
    at place: Int, with peer: NodeID, _ body: (inout RevocationExchange) -> Result
  ) -> Result {
    while entries.count <= place { entries.append(nil) }
    var entry = entries[place]?.peer == peer ? entries[place] : nil
    entries[place] = nil
    var exchange = entry?.exchange ?? RevocationExchange()
    let result = body(&exchange)
    entry = Entry(peer: peer, exchange: exchange)
    entries[place] = entry
    deadline = min(deadline, exchange.nextAt)
    return result
  }

  /// The places whose next step is due.
  func due(at now: Instant) -> [Int] {
    entries.indices.filter { (entries[$0]?.exchange.nextAt ?? .never) <= now }
  }

  /// Forgets the exchange at a place whose peer is gone.
  mutating func forget(_ place: Int) {
    if entries.indices.contains(place) { entries[place] = nil }
  }

  /// Looks anew when the next step is due.
  mutating func rearm() {
    deadline = entries.reduce(.never) { min($0, $1?.exchange.nextAt ?? .never) }
  }
}
