/// Ordered pairs of hosts, by what connects them.
struct ReachabilityCounts {
  /// What connects one pair, as a view of the whole network tells.
  struct View {
    /// IP's path is intact.
    var ip = false
    /// The paper's rule over the tables as the joins left them.
    var byTables = false
    /// Some chain of hosts, each step by IP in both directions: the best that an overlay could do.
    var relays = false
    /// IP, or one of four hosts drawn at random as the only relay.
    var four = false
    /// Cables, whatever routing makes of them.
    var cables = false
  }

  /// Whether packets of the running nodes get through.
  struct Connected {
    /// Two seconds after the links failed.
    var soon = false
    /// Five seconds after.
    var later = false
  }

  private var pairs = 0
  private var ip = 0
  private var frls = 0
  private var neither = 0
  private var relays = 0
  private var four = 0
  private var byTables = 0
  private var cables = 0
  private var missedRelays = 0
  private var missedRelaysLater = 0
  private var missedByTables = 0
  private var missedByFour = 0
  private var missedCables = 0

  mutating func add(_ view: View, _ connected: Connected) {
    let isByFRLS = connected.soon
    pairs += 1
    if view.ip { ip += 1 }
    if isByFRLS { frls += 1 }
    if !view.ip, !isByFRLS { neither += 1 }
    if view.relays { relays += 1 }
    if view.four { four += 1 }
    if view.byTables { byTables += 1 }
    if view.cables { cables += 1 }
    if view.relays, !isByFRLS { missedRelays += 1 }
    if view.relays, !connected.later { missedRelaysLater += 1 }
    if view.relays, !view.byTables { missedByTables += 1 }
    if view.relays, !view.four { missedByFour += 1 }
    if view.cables, !isByFRLS { missedCables += 1 }
  }

  private func share(_ count: Int, of whole: Int) -> Double {
    Double(count) / Double(max(whole, 1))
  }

  /// The share of the pairs that some overlay could connect, and ours did not.
  var missed: Double { share(missedRelays, of: relays) }

  /// The same three seconds later.
  var missedLater: Double { share(missedRelaysLater, of: relays) }

  static let columns = [
    "failed_links", "ip", "frls", "neither", "any_relays", "four_random_relays", "static", "cables",
    "missed_by_frls", "missed_later", "missed_by_static", "missed_by_four", "missed_of_cables",
  ]

  /// In the order of ``columns``, the first left out.
  var shares: [Double] {
    [ip, frls, neither, relays, four, byTables, cables].map { share($0, of: pairs) }
      + [missedRelays, missedRelaysLater, missedByTables, missedByFour].map {
        share($0, of: relays)
      }
      + [share(missedCables, of: cables)]
  }

  var measures: [(String, Double)] {
    [
      ("ip", share(ip, of: pairs)), ("frls", share(frls, of: pairs)),
      ("neither", share(neither, of: pairs)), ("any-relays", share(relays, of: pairs)),
      ("four-relays", share(four, of: pairs)), ("missed", missed),
      ("missed-later", missedLater),
      ("missed-by-static", share(missedByTables, of: relays)),
      ("missed-by-four", share(missedByFour, of: relays)),
      ("missed-of-cables", share(missedCables, of: cables)),
    ]
  }
}
