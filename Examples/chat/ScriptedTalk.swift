import ArgumentParser
import Selvedge

/// Three participants talk by script; each must hear what the others say, once.
enum ScriptedTalk {
  private static let script = [
    ("alice", "Has anybody seen my keys?"), ("bob", "Under the hat, as ever."),
    ("carol", "Which hat?"),
  ]

  static func run() async throws {
    let network = try InMemoryNetwork()
    var nodes: [SelvedgeNode] = []
    for name in ["alice", "bob", "carol"] {
      let membership = try network.member(name)
      if let first = nodes.first { try membership.introduce(first.contact) }
      nodes.append(try await SelvedgeNode.start(.init(membership)))
    }
    for node in nodes {
      for other in nodes {
        try await node.waitUntilReachable(.node(other.id), within: .seconds(20))
      }
    }
    let rooms = try nodes.map(ChatRoom.init)
    // Whoever waits for a line that never comes is told in the end.
    let limit = Task {
      try await Task.sleep(for: .seconds(20))
      for node in nodes { await node.stop() }
    }
    var isRight = true
    for (speaker, text) in script {
      print("\(speaker): \(text)")
      for (node, room) in zip(nodes, rooms) where node.name == speaker { try await room.say(text) }
      for (node, room) in zip(nodes, rooms) where node.name != speaker {
        let heard = await room.hear()
        print("  \(node.name) hears \(heard.map { "\($0.speaker): \($0.text)" } ?? "nothing")")
        isRight = isRight && heard == ChatRoom.Line(speaker: speaker, text: text)
      }
    }
    limit.cancel()
    for node in nodes { await node.stop() }
    guard isRight else { throw ExitCode(1) }
    print("everyone heard everything")
  }
}
