internal import ArgumentParser
internal import OverlayRuntime

/// Tells what was measured.
struct LinksCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "links",
    abstract: "Show every link to a neighbour and what was measured on it.",
    discussion: """
      A link is one pair of UDP addresses, so a neighbour with two uplinks has several. UPLINK is \
      our end's, by the name in config.yaml or its interface's, `-` where routing decides. LOSS OUT \
      is the share of our frames that do not arrive there, LOSS IN of theirs here. MTU is the \
      largest IP packet that gets there whole, `-` until packets have given reason to find out. \
      BEACON is the time between our beacons at present: short where traffic flows. CONTROL and \
      DATA are bytes sent and received. USE is `member` in a mesh; under prefix routing it is the link's part in the \
      routing table, `primary` or `backup`, or `passive` when only the neighbour or a flow needs it.

      JSON keys: links with neighbour, node, link, uplink, localAddress, remoteAddress, state, \
      role, stateSeconds, roundTripMilliseconds, variationMilliseconds, lossForward, lossReverse, \
      mtu, beaconIntervalMilliseconds, controlBytesSent, controlBytesReceived, dataBytesSent, \
      dataBytesReceived.
      """)

  @OptionGroup var state: StateOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    try state.ask(.links) { response in
      guard case .links(let report) = response else { throw CommandError.unexpectedAnswer }
      try output.print(report, as: Self.text)
    }
  }

  static func text(_ report: LinksReport) -> String {
    guard !report.links.isEmpty else { return "no links" }
    var table = TextTable(
      "NEIGHBOUR", "UPLINK", "LOCAL", "REMOTE", "STATE", "FOR", "USE", "ROUND TRIP", "LOSS OUT",
      "LOSS IN",
      "MTU", "BEACON", "CONTROL", "DATA")
    for link in report.links {
      table.add(
        link.neighbour, link.uplink ?? "-", link.localAddress, link.remoteAddress, link.state,
        Quantity.seconds(link.stateSeconds), link.role,
        Quantity.milliseconds(link.roundTripMilliseconds),
        Quantity.share(link.lossForward), Quantity.share(link.lossReverse),
        link.mtu.map(String.init) ?? "-", Quantity.milliseconds(link.beaconIntervalMilliseconds),
        both(link.controlBytesSent, link.controlBytesReceived),
        both(link.dataBytesSent, link.dataBytesReceived))
    }
    return table.text
  }

  private static func both(_ sent: UInt64, _ received: UInt64) -> String {
    "\(Quantity.bytes(sent)) / \(Quantity.bytes(received))"
  }
}
