internal import Foundation
internal import Glibc
internal import OverlayRuntime

/// A lab's hosts as the kernel has them: a network namespace each, a device for each uplink.
enum LabHosts {
  /// Packets that the kernel keeps for the emulator. It reads them at once unless it is overloaded,
  /// and what is dropped there is in no model.
  private static let deviceQueue = 2_000

  /// Makes namespaces and devices and gives them addresses and routes.
  ///
  /// - Returns: The devices by uplink, which die with their owner.
  static func build(_ layout: LabLayout, at place: LabPlace) throws -> [TunDevice] {
    try IPTool.run(
      ["-batch", "-"],
      lines: layout.hosts.map { "netns add \(place.namespace(of: $0.name).name)" })
    try writeNames(layout, at: place)
    var devices: [TunDevice] = []
    for host in layout.hosts {
      let namespace = place.namespace(of: host.name)
      for index in host.uplinks {
        devices.append(try device(for: layout.uplinks[index], in: namespace))
      }
      let uplinks = host.uplinks.map { layout.uplinks[$0] }
      try IPTool.run(
        ["-n", namespace.name, "-batch", "-"],
        lines: ["link set lo up"] + uplinks.flatMap { configuration($0, of: uplinks.count) })
      // `ip` does not tell the family of a rule from its address.
      try IPTool.run(
        ["-6", "-n", namespace.name, "-batch", "-"],
        lines: uplinks.count == 1
          ? [] : uplinks.map { "rule add from \($0.address.ipv6) table \(table($0))" })
    }
    return devices
  }

  private static func device(
    for uplink: LabUplink, in namespace: NetworkNamespace
  ) throws -> TunDevice {
    do {
      return try namespace.within {
        // Each packet by itself: the model is one of packets, not of bursts.
        let device = try TunDevice(name: uplink.interface, offloads: [])
        try device.setQueue(packets: deviceQueue)
        try device.setMTU(uplink.mtu)
        return device
      }
    } catch let error as TunError {
      throw LabError.noDevice(reason: error.problem)
    }
  }

  /// Everything leaves through the first uplink, except what has another one's address: each of
  /// several has a routing table of its own.
  private static func configuration(_ uplink: LabUplink, of count: Int) -> [String] {
    let device = uplink.interface
    let address = uplink.address
    var lines = [
      "link set dev \(device) up",
      "addr add \(address.ipv4)/32 dev \(device)",
      "addr add \(address.ipv6)/128 dev \(device) nodad",
      "route add 0.0.0.0/0 dev \(device) src \(address.ipv4) metric \(10 + uplink.number)",
      "route add ::/0 dev \(device) src \(address.ipv6) metric \(10 + uplink.number)",
    ]
    if count > 1 {
      lines += [
        "route add 0.0.0.0/0 dev \(device) table \(table(uplink))",
        "route add ::/0 dev \(device) table \(table(uplink))",
        "rule add from \(address.ipv4) table \(table(uplink))",
      ]
    }
    return lines
  }

  private static func table(_ uplink: LabUplink) -> Int { 100 + uplink.number }

  /// Hosts know each other by name; a host's uplink is `host-uplink`, its first one the host itself.
  private static func writeNames(_ layout: LabLayout, at place: LabPlace) throws(LabError) {
    var lines = ["127.0.0.1 localhost", "::1 localhost"]
    for host in layout.hosts {
      for index in host.uplinks {
        let uplink = layout.uplinks[index]
        let names =
          (uplink.number == 0 ? "\(host.name) " : "") + "\(host.name)-\(uplink.interface)"
        lines += ["\(uplink.address.ipv4) \(names)", "\(uplink.address.ipv6) \(names)"]
      }
    }
    let outer = (try? String(contentsOfFile: "/etc/hosts", encoding: .utf8)) ?? ""
    do {
      try (lines.joined(separator: "\n") + "\n" + outer).write(
        toFile: place.hosts, atomically: false, encoding: .utf8)
    } catch {
      throw .unwritable(place.hosts, reason: "\(error)")
    }
  }

  /// Ends what runs inside the hosts and removes them; returns how many there were.
  ///
  /// A device goes with its emulator, or with its namespace.
  @discardableResult
  static func remove(at place: LabPlace) throws(LabError) -> Int {
    let namespaces = place.namespaces
    endProcesses(in: namespaces)
    for namespace in namespaces { try IPTool.run(["netns", "del", namespace.name]) }
    return namespaces.count
  }

  /// Asks at first; whatever still runs a second later is killed.
  private static func endProcesses(in namespaces: [NetworkNamespace]) {
    for (signal, patience) in [(SIGTERM, 50), (SIGKILL, 50)] {
      for round in 0..<patience {
        var running: [Int32] = []
        for namespace in namespaces { running += processes(in: namespace) }
        if running.isEmpty { return }
        if round == 0 { for process in running { kill(process, signal) } }
        usleep(20_000)
      }
    }
  }

  /// None in a namespace of which only the name is left, as after a restart of a container.
  private static func processes(in namespace: NetworkNamespace) -> [Int32] {
    let text = (try? IPTool.run(["netns", "pids", namespace.name])) ?? ""
    return text.split(separator: "\n").compactMap { Int32($0) }.filter { $0 != getpid() }
  }
}
