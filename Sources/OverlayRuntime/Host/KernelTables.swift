internal import CLinuxNet
internal import Glibc
internal import OverlayCore
internal import OverlaySecurity

/// What the kernel's routing rules, routing tables and firewall tables hold at the moment, read by
/// netlink(7): cheap enough to be asked every second.
struct KernelTables: ~Copyable {
  private let routing: OwnedDescriptor
  private let firewall: OwnedDescriptor
  private var routes = [clinuxnet_route](
    repeating: clinuxnet_route(), count: KernelTables.routesMax)
  private static let rulesMax = 64
  /// Room for the names of some hundred tables.
  private static let namesBytes = 16 << 10

  /// Routes of one table and family that are looked at; a host with more is a router of the Internet.
  static let routesMax = 8_192
  /// The numbers of the kernel's own tables (ip-route(8)).
  static let mainTable: UInt32 = 254
  static let localTable: UInt32 = 255
  /// An address block shorter than this is no network of this host, but a default route in two
  /// halves.
  private static let lengthMin: [UnderlayAddress.Family: UInt8] = [.ipv4: 8, .ipv6: 16]

  /// Looks into the network namespace of the calling thread.
  init() throws(SystemError) {
    let first = try SystemError.check(clinuxnet_route_tables_open())
    let second = clinuxnet_firewall_tables_open()
    if second < 0 { close(first) }
    try SystemError.check(second)
    routing = OwnedDescriptor(first)
    firewall = OwnedDescriptor(second)
  }

  /// The families that this host's kernel speaks.
  static var families: [UnderlayAddress.Family] {
    KernelSetting.forwardIPv6.value == nil ? [.ipv4] : [.ipv4, .ipv6]
  }

  /// The routing rules whose priority lies in a range, in order.
  func rules(
    _ family: UnderlayAddress.Family, _ range: ClosedRange<UInt32>
  ) throws(SystemError) -> [RoutingRule] {
    var found = [clinuxnet_rule](repeating: clinuxnet_rule(), count: Self.rulesMax)
    let count = try SystemError.check(
      unsafe clinuxnet_rules(
        routing.number, family.rawValue, range.lowerBound, range.upperBound, &found,
        Int32(found.count)))
    return found.prefix(Int(count)).map(RoutingRule.init)
  }

  /// The routes of a table.
  mutating func routes(
    _ family: UnderlayAddress.Family, table: UInt32
  ) throws(SystemError) -> [KernelRoute] {
    let count = try SystemError.check(
      unsafe clinuxnet_routes(
        routing.number, family.rawValue, table, &routes, Int32(routes.count)))
    return routes.prefix(Int(count)).compactMap(KernelRoute.init)
  }

  /// A number that changes with a table of nftables; nil when the table is not there.
  func print(ofFirewall table: String) throws(SystemError) -> UInt64? {
    var print: UInt64 = 0
    let result = try SystemError.check(
      unsafe clinuxnet_firewall_print(firewall.number, table, &print))
    return result == 0 ? nil : print
  }

  /// The names of the tables of nftables that begin with `prefix`.
  func firewalls(_ prefix: String) throws(SystemError) -> [String] {
    var names = [CChar](repeating: 0, count: Self.namesBytes)
    let count = try SystemError.check(
      unsafe clinuxnet_firewall_names(firewall.number, prefix, &names, Int32(names.count)))
    return names.prefix(Int(count)).split(separator: 0).map {
      String(decoding: $0.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
  }

  /// The networks that this host knows better than by its default route, those behind `device` left
  /// out; none lies in another. Wider ones than a network can be are a default route in pieces, which
  /// whoever answers for DHCP could have brought.
  mutating func ownNetworks(besides device: UInt32) throws(SystemError) -> [AddressPrefix] {
    var found: [AddressPrefix] = []
    for family in Self.families {
      for route in try routes(family, table: Self.mainTable)
      where route.kind == .unicast && route.interface != device
        && route.prefix.length >= Self.lengthMin[family, default: 0]
      {
        found.append(route.prefix)
      }
    }
    return AddressPrefix.disjoint(found)
  }

  /// The addresses of this host and of networks that it is part of, those of `device` left out; none
  /// lies in another.
  mutating func ownSurroundings(besides device: UInt32) throws(SystemError) -> [AddressPrefix] {
    var found: [AddressPrefix] = []
    for family in Self.families {
      for route in try routes(family, table: Self.localTable)
      where route.kind == .local && route.interface != device {
        found.append(route.prefix)
      }
      for route in try routes(family, table: Self.mainTable)
      where route.kind == .unicast && !route.hasGateway && route.interface != device
        && route.prefix.length >= Self.lengthMin[family, default: 0]
      {
        found.append(route.prefix)
      }
    }
    return AddressPrefix.disjoint(found)
  }
}

extension AddressPrefix {
  /// The largest among prefixes that may lie in each other, in order of their addresses: what a set
  /// of nftables takes.
  static func disjoint(_ prefixes: [AddressPrefix]) -> [AddressPrefix] {
    let sorted = prefixes.sorted {
      ($0.family.rawValue, $0.address, $0.length) < ($1.family.rawValue, $1.address, $1.length)
    }
    var kept: [AddressPrefix] = []
    for prefix in sorted where !(kept.last?.contains(prefix) ?? false) { kept.append(prefix) }
    return kept
  }
}
