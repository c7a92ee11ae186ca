internal import ArgumentParser
internal import OverlayRuntime

/// Asks the directory.
struct LookupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lookup",
    abstract: "Show what the network's directory keeps under a key.",
    discussion: """
      Under prefix routing the nodes keep a directory together: every record lives at the node that \
      its key leads to and at two more, is signed by its owner, and is forgotten when that falls \
      silent. Every node says there where it listens; programs may add records with \
      `selvedge publish`.

      KEY is a node's name, its ID of 32 digits, its address in the overlay, or any text that \
      something was published under.

      JSON keys: isPartial, and records with key, kind, owner, ownerNode, version (milliseconds \
      since 1970), lifetimeSeconds, and text, bytes or endpoints.
      """)

  @Argument(help: "A name, an ID, an address, or what something was published under.")
  var key: String

  @OptionGroup var state: StateOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    var isFound = false
    try state.ask(.lookup(key: key), within: 30) { response in
      guard case .lookup(let report) = response else { throw CommandError.unexpectedAnswer }
      isFound = !report.records.isEmpty
      if isFound || output.json { try output.print(report, as: Self.text) }
      if report.isPartial, !output.json {
        StandardOutput.note("Some answers did not come; there may be more records.")
      }
    }
    if !isFound { throw CommandError.nothingUnder(key) }
  }

  static func text(_ report: LookupReport) -> String {
    var table = TextTable("KIND", "OWNER", "LIFETIME", "CONTENT")
    for record in report.records {
      table.add(
        record.kind, record.owner, Quantity.seconds(Double(record.lifetimeSeconds)),
        record.text ?? record.endpoints?.joined(separator: ", ") ?? record.bytes ?? "")
    }
    return table.text
  }
}
