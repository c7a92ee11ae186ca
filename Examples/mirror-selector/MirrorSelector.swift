import ArgumentParser
import Foundation
import Selvedge

/// Loads an object again and again, each time from the mirror that an application-defined metric says
/// is best.
@main
struct MirrorSelector: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mirror-selector",
    abstract: "Chooses among mirrors by how long a download from each takes.",
    discussion: """
      A reader and three mirrors are nodes of this process. The mirrors are equally near; what tells \
      them apart is how long their disks take, which no network measurement shows. Halfway through, the \
      best one becomes slow.
      """)

  @Option(help: "How many downloads, 10 or more.")
  var downloads = 24

  @Flag(help: "Exit with 1 unless the best mirror was chosen, before and after.")
  var check = false

  /// The metric, as every node of the network would have it in config.yaml. A class with
  /// `metric: download` would be routed by it as well.
  private static let settings = """
    metrics:
      - {name: download, number: 0, unit: ms, better: lower, along-path: maximum}

    """
  /// How long a value holds without another download.
  private static let lifetime = Duration.seconds(3)
  /// How long a download may take.
  private static let patience = Duration.seconds(2)

  func validate() throws {
    guard 10...1_000 ~= downloads else {
      throw ValidationError("\(downloads) downloads; choose 10 to 1000.")
    }
  }

  func run() async throws {
    let network = try InMemoryNetwork()
    let reader = try await SelvedgeNode.start(
      .init(network.member("reader"), settings: Self.settings))
    let disks: [(String, Duration)] = [
      ("oslo", .milliseconds(120)), ("lima", .milliseconds(20)), ("pune", .milliseconds(70)),
    ]
    var mirrors: [Mirror] = []
    for (name, delay) in disks {
      let membership = try network.member(name)
      try membership.introduce(reader.contact)
      let node = try await SelvedgeNode.start(.init(membership, settings: Self.settings))
      mirrors.append(try Mirror(node, delay: delay))
      try await reader.waitUntilReachable(.node(node.id), within: .seconds(20))
    }
    for mirror in mirrors { mirror.serve() }
    let names = Dictionary(uniqueKeysWithValues: mirrors.map { ($0.node.id, $0.node.name) })

    var book = MirrorBook(mirrors.map(\.node.id))
    var choices: [String] = []
    for number in 0..<downloads {
      if number == downloads / 2 {
        print("the disk of lima becomes slow")
        mirrors[1].setDelay(.milliseconds(250))
      }
      var values: [NodeID: Double] = [:]
      for mirror in book.mirrors {
        values[mirror] = try await reader.value(of: "download", for: .node(mirror))
      }
      let mirror = book.choose(by: values)
      let took = try await Self.download(from: mirror, to: reader)
      try await reader.report(
        metric: "download", value: MirrorBook.smooth(took, after: values[mirror]),
        for: .node(mirror), lifetime: Self.lifetime)
      let name = names[mirror] ?? "?"
      choices.append(name)
      print("\(name)  " + String(format: "%6.0f ms", took))
    }
    for node in mirrors.map(\.node) + [reader] { await node.stop() }
    let before = choices[..<(downloads / 2)].last
    print("chosen: \(before ?? "-") before, \(choices.last ?? "-") after")
    if check, before != "lima" || !choices.suffix(3).contains("pune") { throw ExitCode(1) }
  }

  /// Loads the object once; how long that took, in milliseconds. One that is not complete in time counts
  /// as long as the reader was willing to wait.
  private static func download(
    from mirror: NodeID, to reader: SelvedgeNode
  ) async throws -> Double {
    let begin = ContinuousClock.now
    let conduit = try reader.open()
    try await conduit.send(Array("GET /object".utf8), to: .node(mirror), port: Mirror.port)
    // When patience ends, so does the sequence.
    let deadline = Task {
      try await Task.sleep(for: patience)
      conduit.close()
    }
    var pieces: Set<UInt8> = []
    for await piece in conduit.datagrams where piece.source == mirror {
      if let number = piece.payload.first { pieces.insert(number) }
      if pieces.count == Mirror.pieces { break }
    }
    deadline.cancel()
    let elapsed = pieces.count == Mirror.pieces ? ContinuousClock.now - begin : patience
    return elapsed / .milliseconds(1)
  }
}
