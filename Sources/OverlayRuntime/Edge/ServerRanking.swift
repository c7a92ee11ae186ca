internal import OverlayCore
internal import OverlaySecurity

/// Puts the servers of each prefix in order: those whose path works before those that have fallen
/// silent, by what the path costs, and the one in use first unless another is better by a margin.
struct ServerRanking {
  /// What a path costs at least that has a silent link in it.
  static let silentCost = 1e6
  /// A challenger must cost less than this share of what the one in use costs, and so many
  /// milliseconds less: moving flows has a price, and costs waver.
  private static let share = 0.8
  private static let margin = 5.0

  private struct Candidate {
    var node: NodeID
    var cost: Double
  }

  /// The entries that packets are sent by.
  ///
  /// - Parameters:
  ///   - book: what nodes say.
  ///   - before: the entries in use until now.
  ///   - isUsed: whether a node's packets for a prefix are wanted.
  ///   - cost: what the path to a node costs; nil when there is none.
  static func entries(
    _ book: ServerBook, before: [ServedEntry], isUsed: (AddressPrefix, NodeID) -> Bool,
    cost: (NodeID) -> Double?
  ) -> [ServedEntry] {
    var candidates: [AddressPrefix: [Candidate]] = [:]
    for (node, server) in book.servers {
      guard server.announcement.entries.contains(where: \.isHealthy), let cost = cost(node)
      else { continue }
      for entry in server.announcement.entries where entry.isHealthy && isUsed(entry.prefix, node) {
        candidates[entry.prefix, default: []].append(Candidate(node: node, cost: cost))
      }
    }
    let incumbents = Dictionary(
      before.filter { $0.count > 0 }.map { ($0.prefix, $0.servers[0]) }
    ) { first, _ in first }
    return candidates.map { prefix, servers in
      entry(prefix, servers, incumbent: incumbents[prefix])
    }.sorted { left, right in
      (left.prefix.family.rawValue, left.prefix.address, left.prefix.length)
        < (right.prefix.family.rawValue, right.prefix.address, right.prefix.length)
    }
  }

  private static func entry(
    _ prefix: AddressPrefix, _ servers: [Candidate], incumbent: NodeID?
  ) -> ServedEntry {
    var ranked = servers.sorted { ($0.cost, $0.node) < ($1.cost, $1.node) }
    if let place = ranked.firstIndex(where: { $0.node == incumbent }), place > 0 {
      let stays =
        ranked[place].cost < silentCost
        && (ranked[0].cost >= ranked[place].cost * share
          || ranked[0].cost >= ranked[place].cost - margin)
      if stays { ranked.insert(ranked.remove(at: place), at: 0) }
    }
    var entry = ServedEntry(prefix)
    for candidate in ranked {
      entry.append(candidate.node, isSound: candidate.cost < silentCost)
    }
    return entry
  }
}
