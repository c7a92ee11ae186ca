internal import ArgumentParser
internal import OverlayLab

/// Tells what a lab is and how it does.
struct LabStatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show a lab's hosts, their addresses, and every path as it is.",
    discussion: """
      PACKETS and LOST count since the lab is up, each direction by itself.

      JSON keys: name, scenario, summary, process, uptimeSeconds, hosts (name, namespace, uplinks \
      with interface, ipv4, ipv6, mtu), paths (from, to, isCut, delayMilliseconds, \
      jitterMilliseconds, loss, bitsPerSecond, mtu, packets, lost), counters (packets, delivered, \
      lost, overflowed, unread, strays).
      """)

  @OptionGroup var lab: LabOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    var client = try LabClient(name: lab.name)
    try output.print(try client.status(), as: Self.text)
  }

  static func text(_ status: LabStatus) -> String {
    var hosts = TextTable("HOST", "UPLINK", "IPV4", "IPV6", "MTU")
    for host in status.hosts {
      for uplink in host.uplinks {
        hosts.add(host.name, uplink.interface, uplink.ipv4, uplink.ipv6, "\(uplink.mtu)")
      }
    }
    var paths = TextTable("FROM", "TO", "DELAY", "JITTER", "LOSS", "RATE", "MTU", "PACKETS", "LOST")
    for path in status.paths {
      paths.add(
        path.from, path.to, path.isCut ? "cut" : Quantity.milliseconds(path.delayMilliseconds),
        path.jitterMilliseconds > 0 ? Quantity.milliseconds(path.jitterMilliseconds) : "-",
        path.loss > 0 ? Quantity.share(path.loss) : "-",
        path.bitsPerSecond.map { "\(Quantity.fixed(Double($0) / 1e6, 1)) Mbit/s" } ?? "-",
        path.mtu.map { "\($0)" } ?? "-", "\(path.packets)", "\(path.lost)")
    }
    var lines = [
      "\(status.name), up \(Quantity.seconds(status.uptimeSeconds)), scenario \(status.scenario)"
        + (status.summary.isEmpty ? "" : ": \(status.summary)"),
      "", hosts.text, "", paths.text,
    ]
    let excess = status.counters.overflowed + status.counters.unread
    if excess > 0 {
      lines += [
        "",
        "\(excess) packets were dropped because the emulator or a host could"
          + " not keep up: figures taken meanwhile are not the model's.",
      ]
    }
    return lines.joined(separator: "\n")
  }
}
