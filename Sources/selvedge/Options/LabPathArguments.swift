internal import ArgumentParser
internal import OverlayLab

/// The paths that a command changes, and what it says afterwards.
struct LabPathArguments: ParsableArguments {
  @Flag(help: "Only from the first to the second, not the way back.")
  var oneWay = false

  @OptionGroup var lab: LabOptions
  @OptionGroup var output: OutputOptions

  private struct Change: Encodable {
    var paths: Int
  }

  /// Has the emulator change paths, and tells how many, each direction counted.
  func change(_ request: LabRequest, _ what: String) throws {
    guard case .changed(let paths) = try lab.ask(request) else { throw LabError.unexpectedAnswer }
    try output.print(Change(paths: paths)) { change in
      "\(what) \(change.paths) \(change.paths == 1 ? "path" : "paths"), each direction counted"
    }
  }
}
