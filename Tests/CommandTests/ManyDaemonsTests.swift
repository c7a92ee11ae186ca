import Foundation
import OverlayRuntime
import Testing

/// Figures 20 and 21 of the Tapestry paper in real life: many daemons, a fifth of them killed,
/// others joining at once.
@Suite("many daemons on one host", .serialized)
struct ManyDaemonsTests {
  private static let count = 40

  @Test(
    "forty daemons join at once, survive the sudden end of a fifth, and take as many in again",
    .timeLimit(.minutes(10)))
  func churn() throws {
    let nodes = (0..<Self.count).map { _ in TestNode() }
    try enrol(nodes)
    for node in nodes.dropFirst() { try node.start() }
    try waitUntilJoined(nodes)
    try expectAnswers(among: nodes, from: Array(nodes.indices), step: 7)

    let victims = nodes.indices.filter { $0 % 5 == 3 }
    for victim in victims { nodes[victim].kill() }
    let survivors = nodes.indices.filter { !victims.contains($0) }
    try expectAnswers(among: nodes, from: survivors, step: 11)
    // Found through the directory as well, whoever kept the record before.
    for (place, asker) in survivors.enumerated() {
      let other = survivors[(place + 13) % survivors.count]
      #expect(try owners(of: Self.name(other), by: nodes[asker]) == [Self.name(other)])
    }

    for victim in victims { try nodes[victim].start() }
    try waitUntilJoined(nodes)
    try expectAnswers(among: nodes, from: Array(nodes.indices), step: 17)
  }

  @Test("records are published, found, and taken back", .timeLimit(.minutes(2)))
  func records() throws {
    let nodes = (0..<4).map { _ in TestNode() }
    try enrol(nodes)
    for node in nodes.dropFirst() { try node.start() }
    try waitUntilJoined(nodes)
    let published = try nodes[1].run("publish", "motd", "hello there", "--lifetime", "2m")
    #expect(published.status == 0, "\(published.errors)")
    #expect(try nodes[2].run("lookup", "motd").output.contains("hello there"))
    #expect(try nodes[1].run("publish", "motd", "--remove").output == "taken back\n")
    let gone = try nodes[3].run("lookup", "motd")
    #expect(gone.status == 1)
    #expect(gone.errors.contains("no record under `motd`"))
    #expect(try owners(of: "10.99.0.2", by: nodes[3]) == [Self.name(1)])
    #expect(try nodes[3].run("trace", Self.name(2)).output.contains(Self.name(2)))
    #expect(try nodes[3].run("links").output.contains("primary"))
    #expect(try nodes[3].run("routes").output.contains("LEVEL"))
    #expect(try nodes[3].run("publish", "motd").status == 64)
  }

  @Test("a mesh keeps no directory and says so", .timeLimit(.minutes(1)))
  func mesh() throws {
    let node = TestNode()
    try node.found()
    try node.up()
    let lookup = try node.run("lookup", "alpha")
    #expect(lookup.status == 1)
    #expect(lookup.errors.contains("mesh"))
  }

  /// Who signed what is found under a key, once there is something: records of nodes come a moment
  /// after these have joined, come back a few seconds after their root has died, and with their
  /// owner's next refresh when its replicas have died with it.
  private func owners(of key: String, by node: TestNode) throws -> [String] {
    let deadline = Date.now.addingTimeInterval(90)
    while Date.now < deadline {
      let lookup = try node.run("lookup", key, "--json")
      if lookup.status == 0 {
        let report = try JSONDecoder().decode(LookupReport.self, from: Data(lookup.output.utf8))
        return report.records.map(\.owner)
      }
      usleep(200_000)
    }
    return []
  }

  private static func name(_ number: Int) -> String { "node\(number)" }

  /// Founds a network at the first node and has the others join it, their daemons not running yet.
  private func enrol(_ nodes: [TestNode]) throws {
    try nodes[0].found(Self.name(0))
    try nodes[0].append("plane: prefix\n")
    try nodes[0].up()
    for number in nodes.indices.dropFirst() {
      let token = try nodes[0].run("invite", Self.name(number)).output
      let joined = try nodes[number].run(
        "join", token, "--listen", "127.0.0.1:\(TestNode.freePort())")
      try #require(joined.status == 0, "\(joined.errors)")
      try nodes[number].append("plane: prefix\n")
    }
  }

  private func waitUntilJoined(_ nodes: [TestNode]) throws {
    let deadline = Date.now.addingTimeInterval(120)
    var waiting = nodes
    while !waiting.isEmpty, Date.now < deadline {
      waiting = try waiting.filter { node in
        try node.report()?.prefix?.isJoined != true
      }
      if !waiting.isEmpty { usleep(100_000) }
    }
    #expect(waiting.isEmpty, "\(waiting.count) nodes have not joined within 120 s")
  }

  /// Each of the given nodes asks another of them for an echo.
  private func expectAnswers(among nodes: [TestNode], from places: [Int], step: Int) throws {
    for (place, asker) in places.enumerated() {
      let other = places[(place + step) % places.count]
      let ping = try nodes[asker].run("ping", Self.name(other), "-c", "1")
      #expect(ping.status == 0, "\(asker) to \(other): \(ping.errors)")
    }
  }
}
