internal import ArgumentParser
internal import OverlayLab

/// Names scenarios and the labs that are up.
struct LabListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Name the scenarios that come with the program, and the labs that are up.",
    discussion: """
      JSON keys: scenarios (name, summary, hosts), labs (name, state: up, or dead when the \
      emulator was killed and `selvedge lab down` is called for).
      """)

  @OptionGroup var output: OutputOptions

  private struct Listing: Encodable {
    struct Scenario: Encodable {
      var name: String
      var summary: String
      var hosts: [String]
    }
    struct Lab: Encodable {
      var name: String
      var state: String
    }
    var scenarios: [Scenario]
    var labs: [Lab]
  }

  func run() throws {
    let scenarios = try LabLibrary.names.map { name in
      let layout = try LabLibrary.layout(name)
      return Listing.Scenario(
        name: name, summary: layout.summary, hosts: layout.hosts.map(\.name))
    }
    let labs = LabPlace.all.map { place in
      Listing.Lab(name: place.name, state: LabStart.isUp(place.name) ? "up" : "dead")
    }
    try output.print(Listing(scenarios: scenarios, labs: labs)) { listing in
      var table = TextTable("SCENARIO", "HOSTS", "WHAT IT IS")
      for entry in listing.scenarios {
        table.add(entry.name, "\(entry.hosts.count)", entry.summary)
      }
      guard !listing.labs.isEmpty else { return table.text + "\n\nNo lab is up." }
      var up = TextTable("LAB", "STATE")
      for lab in listing.labs { up.add(lab.name, lab.state) }
      return table.text + "\n\n" + up.text
    }
  }
}
