/// Pairs of hosts, by what connects them.
struct ReachabilityCounts {
  private var pairs = 0
  private var ip = 0
  private var frls = 0
  private var neither = 0
  private var relays = 0
  private var four = 0
  private var cables = 0
  private var missed = 0
  private var missedCables = 0

  mutating func add(
    ip isByIP: Bool, frls isByFRLS: Bool, relays isByRelays: Bool, four isByFour: Bool,
    cables isByCables: Bool
  ) {
    pairs += 1
    if isByIP { ip += 1 }
    if isByFRLS { frls += 1 }
    if !isByIP, !isByFRLS { neither += 1 }
    if isByRelays { relays += 1 }
    if isByFour { four += 1 }
    if isByCables { cables += 1 }
    if isByRelays, !isByFRLS { missed += 1 }
    if isByCables, !isByFRLS { missedCables += 1 }
  }

  private func share(_ count: Int, of whole: Int) -> Double {
    Double(count) / Double(max(whole, 1))
  }

  /// In the order of the series' columns.
  var shares: [Double] {
    [ip, frls, neither, relays, four, cables].map { share($0, of: pairs) }
      + [share(missed, of: relays), share(missedCables, of: cables)]
  }

  var measures: [(String, Double)] {
    [
      ("ip", share(ip, of: pairs)), ("frls", share(frls, of: pairs)),
      ("neither", share(neither, of: pairs)), ("any-relays", share(relays, of: pairs)),
      ("four-relays", share(four, of: pairs)), ("missed", share(missed, of: relays)),
      ("missed-of-cables", share(missedCables, of: cables)),
    ]
  }
}
