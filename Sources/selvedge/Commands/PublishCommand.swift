internal import ArgumentParser
internal import OverlayRuntime

/// Adds to the directory.
struct PublishCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "publish",
    abstract: "Keep a record in the network's directory.",
    discussion: """
      The daemon signs the record and says it again three times within its lifetime, for as long as \
      it runs; the network forgets it that long after it was said last. Any member can find it with \
      `selvedge lookup KEY`, beside what others publish under the same key.

      JSON keys: key, isRemoval, lifetimeSeconds.
      """)

  @Argument(help: "What to find it by: any text.")
  var key: String

  @Argument(help: "What to say: up to 512 bytes of text.")
  var value: String?

  @Option(help: "How long the network remembers it when this node has fallen silent.")
  var lifetime = DurationArgument(seconds: 600)

  @Flag(help: "Take back what was said under that key.")
  var remove = false

  @OptionGroup var state: StateOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard remove == (value == nil) else {
      throw ValidationError("Give either a value, or `--remove` without one.")
    }
    guard lifetime.seconds <= 86_400 else {
      throw ValidationError("The network remembers nothing for longer than 24h.")
    }
  }

  func run() throws {
    let request = ControlRequest.publish(
      key: key, value: value, lifetimeSeconds: UInt32(lifetime.seconds))
    try state.ask(request) { response in
      guard case .published(let report) = response else { throw CommandError.unexpectedAnswer }
      try output.print(report, as: Self.text)
    }
  }

  static func text(_ report: PublicationReport) -> String {
    report.isRemoval ? "taken back" : "published under \(report.key)"
  }
}
