internal import ArgumentParser
internal import OverlayLab

/// Takes labs down.
struct LabDownCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "down",
    abstract: "Take a lab down: end what runs in its hosts and remove them.",
    discussion: """
      Works as well when the emulator has been killed: namespaces, devices and files that it left \
      behind are found by their names and removed.
      """)

  @OptionGroup var lab: LabOptions

  @Flag(help: "Every lab.")
  var all = false

  func validate() throws {
    guard !all || lab.name == nil else {
      throw ValidationError("Either --all or --name, not both.")
    }
  }

  func run() throws {
    try LabRun.checkRights()
    let places = all ? LabPlace.all : [try LabClient.find(lab.name)]
    for place in places {
      let wasAlive = try LabRemains.takeDown(place)
      StandardOutput.print(
        "the lab `\(place.name)` is down"
          + (wasAlive ? "" : "; its emulator had died, and what it left has been removed"))
    }
  }
}
