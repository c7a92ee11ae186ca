internal import ArgumentParser
internal import OverlayLab

/// The option of every command about a lab that is up.
struct LabOptions: ParsableArguments {
  @Option(help: "The lab's name; may be left out when only one is up.")
  var name: String?

  /// Asks the lab's emulator.
  func ask(_ request: LabRequest) throws -> LabAnswer {
    var client = try LabClient(name: name)
    return try client.ask(request)
  }
}
