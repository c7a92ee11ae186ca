/// What earlier daemons of one node have left on this host: by its record and by what the kernel holds,
/// which are both asked, always. A record may be lost, or an old one from a backup; and the kernel does not
/// say which settings it had before.
struct HostRemains: Hashable, Sendable {
  /// One of each kind, as they stand in host.json: what the next daemon can take over.
  var changes: HostChanges
  /// What that has no room for.
  var spare = HostLeftovers()

  /// Unites a record with the node's own among what the kernel holds.
  init(recorded: HostChanges, found own: HostLeftovers) {
    changes = recorded
    // After a restart of the kernel nothing of it is there any more, and another may have its numbers.
    if let old = recorded.routing, old.boot != KernelSetting.currentBoot {
      (changes.routing, changes.outbound) = (nil, nil)
    }
    if let routing = changes.routing {
      let same = (own.routings + own.living).first { $0.rule == routing.rule }
      if same == nil, let standing = own.routings.first {
        changes.routing = standing
      } else if same?.isClosed == true {
        changes.routing?.isClosed = true
      }
    } else {
      changes.routing = own.routings.first
    }
    let kept = changes.routing?.rule
    spare.routings = own.routings.filter { $0.rule != kept }
    (changes.outbound, spare.outbound) = Self.one(changes.outbound, own.outbound)
    (changes.firewall, spare.firewalls) = Self.one(changes.firewall, own.firewalls)
  }

  /// The one that the kernel holds, or else the recorded one; and the others.
  private static func one(_ recorded: String?, _ found: [String]) -> (String?, [String]) {
    guard let first = found.first else { return (recorded, []) }
    var others = Array(found.dropFirst())
    if let recorded, !found.contains(recorded) { others.append(recorded) }
    return (first, others)
  }

  /// Whether there are none.
  var isEmpty: Bool { changes.isEmpty && spare.isEmpty }

  /// Takes everything back; why something could not be.
  @discardableResult
  func takeBack() -> HostToolError? {
    let failure = spare.takeBack()
    return changes.takeBack() ?? failure
  }

  /// What of it is there at the moment, for people; nil when the kernel cannot be asked.
  func standing() -> [String]? {
    let settings = changes.settings.filter { KernelSetting(recorded: $0.key)?.value != $0.value }
      .keys.compactMap { KernelSetting(recorded: $0)?.name }.sorted()
    guard let tables = try? KernelTables(),
      let names = try? tables.firewalls(HostChanges.tablePrefix)
    else { return nil }
    var words: [String] = []
    for routing in [changes.routing].compactMap(\.self) + spare.routings {
      var isThere = false
      for family in KernelTables.families {
        guard let rules = try? tables.rules(family, routing.priorities) else { return nil }
        if rules.contains(where: routing.rules.contains) { isThere = true }
      }
      if isThere { words.append(routing.words) }
    }
    let named = [changes.outbound, changes.firewall].compactMap(\.self) + spare.outbound
    words += (named + spare.firewalls).filter(names.contains).map(HostLeftovers.words)
    return words + settings.map { "kernel setting \($0)" }
  }
}
