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
  /// Those whose device exists: a daemon uses them, as far as one can see.
  var living: [HostRouting] = []
  /// Firewall tables that keep packets in.
  var outbound: [String] = []
  /// Firewall tables of what was served.
  var firewalls: [String] = []

  /// Whether there are none.
  var isEmpty: Bool { routings.isEmpty && outbound.isEmpty && firewalls.isEmpty }

  /// Looks at rules and firewall tables; nil where this process may not or cannot.
  ///
  /// By netlink alone: where `nft` is missing its tables stand all the same.
  static func look() -> HostLeftovers? {
    guard var tables = try? KernelTables(), var found = sets(&tables),
      let names = try? tables.firewalls(HostChanges.tablePrefix)
    else { return nil }
    found.outbound = names.filter { HostChanges.isName($0, OutboundFirewall.tablePrefix) }
    found.firewalls = names.filter { HostChanges.isName($0, HostFirewall.tablePrefix) }
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
      living: living, outbound: outbound.filter { $0 == own },
      firewalls: firewalls.filter { $0 == served })
  }

  /// Those of nodes none of which has a daemon that runs: whose firewall tables name a device that does
  /// not exist. A closed set of rules is left alone while a daemon runs that keeps packets in: after a
  /// restart that daemon's own set bears the number of a device that is gone.
  ///
  /// - Parameters:
  ///   - device: the one of the daemon that asks, which may have the name of an earlier one's.
  ///   - name: the node that asks, as it is called on this host. It knows that no other daemon of its own
  ///     runs, even when somebody else's device has the name that its own had.
  func withoutDaemon(besides device: String? = nil, own name: String? = nil) -> HostLeftovers {
    let own = name.map { name in
      [OutboundFirewall.tablePrefix, HostFirewall.tablePrefix].map {
        HostChanges.table($0, of: name)
      }
    }
    func isGone(_ table: String) -> Bool {
      own?.contains(table) == true || !Self.isAlive(table, besides: device)
    }
    let dead = outbound.filter(isGone)
    return HostLeftovers(
      routings: dead == outbound ? routings : routings.filter { $0.isClosed != true },
      living: living, outbound: dead, firewalls: firewalls.filter(isGone))
  }

  /// Takes everything back; why something could not be.
  @discardableResult
  func takeBack() -> HostToolError? {
    // First what passes packets on, last what keeps them in.
    var failure: HostToolError?
    for table in firewalls { failure = HostChanges.delete(table) ?? failure }
    for routing in routings { failure = routing.takeBack() ?? failure }
    for table in outbound { failure = HostChanges.delete(table) ?? failure }
    return failure
  }

  // MARK: Words

  /// What keeps packets in, for people.
  var closedWords: [String] {
    outbound.map(Self.words) + routings.filter { $0.isClosed == true }.map(\.words)
  }

  /// All of it, for people.
  var words: [String] { routings.map(\.words) + (outbound + firewalls).map(Self.words) }

  /// A table of nftables, for people.
  static func words(_ table: String) -> String { "firewall table \(table)" }

  // MARK: Rules

  private static func sets(_ tables: inout KernelTables) -> HostLeftovers? {
    var found: Set<HostRouting> = []
    for family in KernelTables.families {
      guard let rules = try? tables.rules(family, HostRouting.prioritiesOfAll) else { return nil }
      found.formUnion(rules.compactMap { HostRouting(leftBy: $0, among: rules) })
    }
    var left = HostLeftovers()
    for routing in found.sorted(by: { $0.table < $1.table }) {
      if tables.isInUse(routing) {
        left.living.append(routing)
      } else {
        left.routings.append(routing)
      }
    }
    return left
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

extension KernelTables {
  /// Whether the device that a set of rules was made for exists, or its table leads into another: one that
  /// was made anew.
  mutating func isInUse(_ routing: HostRouting) -> Bool {
    if Self.hasInterface(UInt32(routing.deviceIndex)) { return true }
    for family in Self.families {
      // What cannot be looked at is left alone.
      guard let routes = try? self.routes(family, table: UInt32(routing.table)) else { return true }
      if routes.contains(where: { $0.kind == .unicast && Self.hasInterface($0.interface) }) {
        return true
      }
    }
    return false
  }

  /// The closed sets of rules of daemons that are gone which the kernel asks before those of `routing`:
  /// what they refuse never gets there.
  mutating func closedSets(before routing: HostRouting) throws(SystemError) -> [HostRouting] {
    let all = HostRouting.prioritiesOfAll
    let own = UInt32(routing.rule)
    guard all.contains(own), own > all.lowerBound else { return [] }
    var found: Set<HostRouting> = []
    for family in Self.families {
      let rules = try self.rules(family, all.lowerBound...own - 1)
      found.formUnion(rules.compactMap { HostRouting(leftBy: $0, among: rules) })
    }
    var closed: [HostRouting] = []
    for other in found.sorted(by: { $0.rule < $1.rule })
    where other.isClosed == true && !isInUse(other) { closed.append(other) }
    return closed
  }

  private static func hasInterface(_ index: UInt32) -> Bool {
    guard index > 0 else { return false }
    var name = [CChar](repeating: 0, count: Int(IF_NAMESIZE))
    return unsafe if_indextoname(index, &name) != nil
  }
}
