internal import CLinuxNet
internal import Glibc
internal import OverlayCore

/// What daemons that are gone have left in the kernel of this host, recognised without their state
/// directories: by the priorities, mark and table numbers of rules, and by the names of firewall tables.
///
/// A rule does not say whose it is. One whose table leads to a network device that exists belongs to a
/// daemon that runs, and is left alone.
struct HostLeftovers: Hashable, Sendable {
  /// The sets of rules with their tables.
  var routings: [HostRouting] = []
  /// Firewall tables that keep packets in.
  var outbound: [String] = []
  /// Firewall tables of what was served.
  var firewalls: [String] = []

  /// Whether there are none.
  var isEmpty: Bool { self == HostLeftovers() }

  /// Looks at rules and firewall tables; nil where this process may not or cannot.
  static func look() -> HostLeftovers? {
    guard var tables = try? KernelTables(), let routings = routings(&tables) else { return nil }
    var found = HostLeftovers(routings: routings)
    guard HostTool.nft.path != nil else { return found }
    // Listed by the program, since netlink's dump of tables would need a reader of its own.
    guard let listed = try? HostTool.nft.run(["list", "tables", "inet"]) else { return nil }
    for line in listed.split(separator: "\n") {
      guard let name = line.split(separator: " ").last.map(String.init) else { continue }
      if HostChanges.isName(name, OutboundFirewall.tablePrefix) {
        found.outbound.append(name)
      } else if HostChanges.isName(name, HostFirewall.tablePrefix) {
        found.firewalls.append(name)
      }
    }
    return found
  }

  /// Those of one node, by its name on this host, of which no daemon runs.
  ///
  /// Rules go with the firewall table of the same node: while another's table stands, they may be the
  /// other's.
  func belonging(to name: String) -> HostLeftovers {
    let own = HostChanges.table(OutboundFirewall.tablePrefix, of: name)
    let served = HostChanges.table(HostFirewall.tablePrefix, of: name)
    // Without its table a closed set may be that of another whose table was flushed: it keeps packets in.
    let isOwn = outbound == [own]
    return HostLeftovers(
      routings: isOwn ? routings : outbound.isEmpty ? routings.filter { $0.isClosed != true } : [],
      outbound: outbound.filter { $0 == own },
      firewalls: firewalls.filter { $0 == served })
  }

  /// Those of nodes none of which has a daemon that runs: whose firewall tables name a device that does
  /// not exist. A closed set of rules is left alone while a daemon runs that keeps packets in: after a
  /// restart that daemon's own set bears the number of a device that is gone.
  ///
  /// - Parameter device: the one of the daemon that asks, which may have the name of an earlier one's.
  func withoutDaemon(besides device: String? = nil) -> HostLeftovers {
    let dead = outbound.filter { !Self.isAlive($0, besides: device) }
    return HostLeftovers(
      routings: dead == outbound ? routings : routings.filter { $0.isClosed != true },
      outbound: dead, firewalls: firewalls.filter { !Self.isAlive($0, besides: device) })
  }

  /// The first of each kind, as it would stand in host.json; takes back the others, for which that has no
  /// room.
  func reduced() -> HostChanges {
    for routing in routings.dropFirst() { routing.takeBack() }
    for table in outbound.dropFirst() { HostChanges.delete(table) }
    for table in firewalls.dropFirst() { HostChanges.delete(table) }
    return HostChanges(
      routing: routings.first, firewall: firewalls.first, outbound: outbound.first)
  }

  /// Takes everything back.
  func takeBack() {
    reduced().takeBack()
  }

  // MARK: Rules

  private static func routings(_ tables: inout KernelTables) -> [HostRouting]? {
    var found: Set<HostRouting> = []
    for family in KernelTables.families {
      guard let rules = try? tables.rules(family, HostRouting.prioritiesOfAll) else { return nil }
      found.formUnion(rules.compactMap { HostRouting(leftBy: $0, among: rules) })
    }
    return found.filter { !isAlive($0, &tables) }.sorted { $0.table < $1.table }
  }

  /// Whether the device that the table was made for exists, or the table leads into another: one that
  /// was made anew.
  private static func isAlive(_ routing: HostRouting, _ tables: inout KernelTables) -> Bool {
    if hasInterface(UInt32(routing.deviceIndex)) { return true }
    return KernelTables.families.contains { family in
      // What cannot be looked at is left alone.
      guard let routes = try? tables.routes(family, table: UInt32(routing.table)) else {
        return true
      }
      return routes.contains { $0.kind == .unicast && hasInterface($0.interface) }
    }
  }

  private static func hasInterface(_ index: UInt32) -> Bool {
    guard index > 0 else { return false }
    var name = [CChar](repeating: 0, count: Int(IF_NAMESIZE))
    return unsafe if_indextoname(index, &name) != nil
  }

  // MARK: Firewall tables

  /// Whether a device that the table names, besides the loopback and our own, exists.
  private static func isAlive(_ table: String, besides device: String?) -> Bool {
    // What cannot be looked at is left alone.
    guard let text = try? HostTool.nft.run(["list", "table", "inet", table]) else { return true }
    return text.split(separator: "\n").contains { line in
      guard line.contains("ifname") else { return false }
      // Names stand between quotation marks.
      let names = line.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
        .filter { $0.offset % 2 == 1 }.map { String($0.element) }
      return names.contains { name in
        let index = unsafe clinuxnet_interface_index(name)
        return name != "lo" && name != device && index > 0
      }
    }
  }
}
