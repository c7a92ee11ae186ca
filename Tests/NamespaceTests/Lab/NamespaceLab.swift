import Foundation

/// Hosts in network namespaces around a router that can lose packets: the closest thing to an
/// Internet that one machine can build.
///
/// ```
///   alpha ──u0──┐          ┌──u0── beta
///               │  router  │
///   gamma ──u0──┘ (nftables)└──…
/// ```
///
/// Every host reaches every other through the router, over IPv4 and IPv6. Namespace names carry the
/// test process's number, and each new bench first removes what a process that is gone left behind.
final class NamespaceLab {
  /// The hosts by name.
  private(set) var hosts: [String: VirtualHost] = [:]
  /// A folder for state, logs and downloads; removed with the bench.
  let folder: URL

  let prefix: String
  private var namespaces: [String] = []
  private var processes: [BackgroundProcess] = []
  private var faults: [Pair: Fault] = [:]

  private struct Pair: Hashable {
    let from: Uplink
    let to: Uplink
  }

  /// Builds the hosts, each with as many uplinks as the number beside its name says.
  convenience init(
    _ uplinkCounts: KeyValuePairs<String, Int>, translators: [String: Translation] = [:]
  ) throws {
    try self.init(uplinks: uplinkCounts.map { ($0.key, $0.value) }, translators: translators)
  }

  /// Builds the hosts, each with its name and so many uplinks, some of them behind translators.
  init(uplinks uplinkCounts: [(String, Int)], translators: [String: Translation] = [:]) throws {
    prefix = "sv\(getpid())-\(UUID().uuidString.prefix(4).lowercased())-"
    folder = FileManager.default.temporaryDirectory.appending(path: "selvedge-\(prefix)lab")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Self.removeLeftovers()
    try addNamespace(router)
    try configure(router, ["ipv4/ip_forward": 1, "ipv6/conf/all/forwarding": 1])
    var number = 1
    for (name, count) in uplinkCounts {
      let uplinks = (0..<count).map { index in
        Uplink(
          interface: "u\(index)", routerInterface: "\(name)\(index)", number: number + index)
      }
      number += count
      if let translation = translators[name] {
        hosts[name] = try addHost(name, behind: translation, uplinks[0])
      } else {
        hosts[name] = try addHost(name, uplinks)
      }
    }
    try applyFaults()
    try waitForCables()
  }

  deinit {
    for process in processes { process.send(signal: SIGKILL) }
    for process in processes { _ = process.wait() }
    for namespace in namespaces {
      _ = try? Self.run(["ip", "netns", "del", namespace])
    }
    try? FileManager.default.removeItem(at: folder)
  }

  /// The namespace of the router, which sees all packets.
  var router: String { "\(prefix)router" }

  /// The host that the bench was built with under this name.
  subscript(name: String) -> VirtualHost {
    guard let host = hosts[name] else { preconditionFailure("the bench has no host \(name)") }
    return host
  }

  // MARK: Building

  func addNamespace(_ name: String) throws {
    namespaces.append(name)
    try Self.run(["ip", "netns", "add", name])
    // Addresses are ours alone: waiting to find no duplicate would only delay each test.
    try configure(name, ["ipv6/conf/default/dad_transmits": 0, "ipv6/conf/all/dad_transmits": 0])
  }

  /// Writes kernel settings, given as paths under `/proc/sys/net`.
  func configure(_ namespace: String, _ settings: KeyValuePairs<String, Int>) throws {
    let script = settings.map { "echo \($1) > /proc/sys/net/\($0)" }.joined(separator: " && ")
    try Self.run(["ip", "netns", "exec", namespace, "sh", "-c", script])
  }

  func addHost(_ name: String, _ uplinks: [Uplink]) throws -> VirtualHost {
    let host = VirtualHost(name: name, namespace: prefix + name, uplinks: uplinks)
    try addNamespace(host.namespace)
    try batch(in: host.namespace, ["link set lo up"])
    for (index, uplink) in uplinks.enumerated() {
      try batch(
        in: router,
        [
          "link add \(uplink.routerInterface) type veth peer name \(uplink.interface) netns "
            + host.namespace,
          "addr add \(uplink.ipv4Gateway)/24 dev \(uplink.routerInterface)",
          "addr add \(uplink.ipv6Gateway)/64 dev \(uplink.routerInterface) nodad",
          "link set \(uplink.routerInterface) up",
        ])
      try batch(in: host.namespace, addressing(uplink, index: index))
      // `ip` does not tell the family of a rule from its address.
      try Self.run(
        ["ip", "-6", "-n", host.namespace, "rule", "add", "from", uplink.ipv6, "table"]
          + ["\(100 + index)"])
    }
    return host
  }

  /// Each uplink gets a routing table of its own, so that what is sent from its address leaves
  /// through it.
  private func addressing(_ uplink: Uplink, index: Int) -> [String] {
    let table = 100 + index
    let metric = 10 + index
    return [
      "addr add \(uplink.ipv4)/24 dev \(uplink.interface)",
      "addr add \(uplink.ipv6)/64 dev \(uplink.interface) nodad",
      "link set \(uplink.interface) up",
      "route add default via \(uplink.ipv4Gateway) metric \(metric)",
      "route add default via \(uplink.ipv6Gateway) metric \(metric)",
      "route add default via \(uplink.ipv4Gateway) table \(table)",
      "route add default via \(uplink.ipv6Gateway) table \(table)",
      "rule add from \(uplink.ipv4) table \(table)",
    ]
  }

  /// A cable that was just plugged in drops packets until the kernel has noticed its carrier.
  private func waitForCables() throws {
    for host in hosts.values {
      for uplink in host.uplinks {
        for gateway in uplink.gateways {
          try Waiting.until("\(host.name) reaches \(gateway)", seconds: 10) {
            try attempt(
              on: host.name,
              ["ping", "-q", "-c", "1", "-W", "0.2", "-I", uplink.interface, gateway]
            ).status == 0
          }
        }
      }
    }
  }

  /// Adds a network behind some hosts, with one host in it that has the name: 10.`number`.0.1 and
  /// fd77:`number`::1. The hosts before it are 10.`number`.0.2 and so on, by their order; the first
  /// is its default router.
  func addNetwork(_ name: String, number: Int, behind routers: [String]) throws {
    let host = VirtualHost(name: name, namespace: prefix + name, uplinks: [])
    hosts[name] = host
    try addNamespace(host.namespace)
    try batch(
      in: host.namespace,
      [
        "link set lo up", "link add lan type bridge", "link set lan up",
        "addr add 10.\(number).0.1/24 dev lan", "addr add fd77:\(number)::1/64 dev lan nodad",
      ])
    for (index, router) in routers.enumerated() {
      let port = "l\(number)p\(index)"
      try batch(
        in: self[router].namespace,
        [
          "link add l\(number) type veth peer name \(port) netns \(host.namespace)",
          "addr add 10.\(number).0.\(2 + index)/24 dev l\(number)",
          "addr add fd77:\(number)::\(2 + index)/64 dev l\(number) nodad",
          "link set l\(number) up",
        ])
      try batch(in: host.namespace, ["link set \(port) master lan", "link set \(port) up"])
    }
    try batch(
      in: host.namespace,
      ["route add default via 10.\(number).0.2", "route add default via fd77:\(number)::2"])
    for router in routers {
      try Waiting.until("\(router) reaches \(name)", seconds: 10) {
        try ["10.\(number).0.1", "fd77:\(number)::1"].allSatisfy {
          try attempt(on: router, ["ping", "-q", "-c", "1", "-W", "0.2", $0]).status == 0
        }
      }
    }
  }

  func batch(in namespace: String, _ lines: [String]) throws {
    try Self.run(
      ["ip", "-n", namespace, "-batch", "-"], input: lines.joined(separator: "\n") + "\n")
  }

  // MARK: Faults

  /// Applies `fault` to packets from one host to another, on all their uplinks or the numbered ones;
  /// nil heals.
  func setFault(
    _ fault: Fault?, from: String, to: String, fromUplink: Int? = nil, toUplink: Int? = nil
  ) throws {
    for (sourceIndex, source) in self[from].uplinks.enumerated()
    where fromUplink == nil || fromUplink == sourceIndex {
      for (targetIndex, target) in self[to].uplinks.enumerated()
      where toUplink == nil || toUplink == targetIndex {
        faults[Pair(from: source, to: target)] = fault
      }
    }
    try applyFaults()
  }

  /// Applies `fault` in both directions between two hosts; nil heals.
  func setFault(_ fault: Fault?, between first: String, and second: String) throws {
    try setFault(fault, from: first, to: second)
    try setFault(fault, from: second, to: first)
  }

  /// Cuts or heals one cable of a host for everything that goes through it.
  func setCable(of host: String, uplink: Int, works: Bool) throws {
    for other in hosts.keys where other != host {
      try setFault(works ? nil : .cut, from: host, to: other, fromUplink: uplink)
      try setFault(works ? nil : .cut, from: other, to: host, toUplink: uplink)
    }
  }

  /// Replaces the router's rules in one step, so that no packet slips through in between.
  private func applyFaults() throws {
    let rules = faults.map { "add rule inet lab forward \($1.rule(from: $0.from, to: $0.to))" }
    let script =
      [
        "add table inet lab", "delete table inet lab", "add table inet lab",
        "add chain inet lab forward { type filter hook forward priority 0; policy accept; }",
      ] + rules
    try Self.run(
      ["ip", "netns", "exec", router, "nft", "-f", "-"],
      input: script.joined(separator: "\n") + "\n")
  }

  /// Sets the largest packet that passes between the router and a host, on all its uplinks. The host
  /// does not know: what it sends and is larger vanishes.
  func setMTU(_ bytes: Int, toward host: String) throws {
    for uplink in self[host].uplinks {
      try batch(in: router, ["link set \(uplink.routerInterface) mtu \(bytes)"])
    }
  }

  /// Makes the router say nothing of packets that are too big, as many a firewall does.
  func silenceRouter() throws {
    let script = [
      "add table inet quiet",
      "add chain inet quiet output { type filter hook output priority 0; policy accept; }",
      "add rule inet quiet output icmp type destination-unreachable drop",
      "add rule inet quiet output icmpv6 type packet-too-big drop",
    ]
    try Self.run(
      ["ip", "netns", "exec", router, "nft", "-f", "-"],
      input: script.joined(separator: "\n") + "\n")
  }

  // MARK: Running things

  /// Starts `arguments` inside a host; the bench ends it when the test does not.
  func start(on host: String, _ arguments: [String]) throws -> BackgroundProcess {
    try start(in: self[host].namespace, arguments)
  }

  private func start(in namespace: String, _ arguments: [String]) throws -> BackgroundProcess {
    let process = try BackgroundProcess(
      ["ip", "netns", "exec", namespace] + arguments, logFolder: folder)
    processes.append(process)
    return process
  }

  /// Runs `arguments` inside a host to their end, whatever it is.
  func attempt(on host: String, _ arguments: [String]) throws -> CommandResult {
    try BackgroundProcess(
      ["ip", "netns", "exec", self[host].namespace] + arguments, logFolder: folder
    ).wait()
  }

  /// Runs `arguments` inside a host and gives its output; throws unless it succeeds.
  @discardableResult
  func run(on host: String, _ arguments: [String]) throws -> String {
    try Self.run(["ip", "netns", "exec", self[host].namespace] + arguments)
  }

  @discardableResult
  static func run(_ arguments: [String], input: String? = nil) throws -> String {
    let process = try BackgroundProcess(
      arguments, input: input, logFolder: FileManager.default.temporaryDirectory)
    defer { process.removeLogs() }
    let result = process.wait()
    guard result.status == 0 else {
      throw LabError.commandFailed(arguments.joined(separator: " "), result)
    }
    return result.output
  }

  /// Removes namespaces of test processes that no longer exist.
  private static func removeLeftovers() throws {
    for line in try run(["ip", "netns", "list"]).split(separator: "\n") {
      guard let name = line.split(separator: " ").first, name.hasPrefix("sv"),
        let owner = Int32(name.dropFirst(2).prefix { $0.isNumber }), kill(owner, 0) != 0
      else { continue }
      for number in try run(["ip", "netns", "pids", String(name)]).split(separator: "\n") {
        if let identifier = Int32(number) { kill(identifier, SIGKILL) }
      }
      try run(["ip", "netns", "del", String(name)])
    }
  }
}
