import ArgumentParser
import Foundation
import Selvedge

/// A chat between the members of a network, on the terminal.
@main
struct Chat: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "chat",
    abstract: "Talks with the other members of a network.",
    discussion: """
      Each participant runs this with a state directory of its own, which `selvedge network create` or \
      `selvedge join` has set up. No daemon has to run, and must not in the same directory: the program \
      is a node by itself.

        selvedge network create home --state ./alice --name alice --listen 127.0.0.1:7001
        chat --state ./alice
        selvedge invite bob --state ./alice        # in another terminal, while alice chats
        selvedge join TOKEN --state ./bob --listen 127.0.0.1:7002
        chat --state ./bob

      What is typed goes to everyone who can be reached; an empty line or Ctrl-D ends it.
      """)

  @Option(name: .customLong("state"), help: "The state directory of the node.")
  var state: String?

  @Flag(help: "Have three participants in this process talk by script, and check what each hears.")
  var selfTest = false

  func validate() throws {
    guard selfTest != (state != nil) else {
      throw ValidationError("Name a state directory with --state, or use --self-test.")
    }
  }

  func run() async throws {
    if let state { try await talk(stateDirectory: state) } else { try await ScriptedTalk.run() }
  }

  private func talk(stateDirectory: String) async throws {
    let node: SelvedgeNode
    do throws(SelvedgeError) {
      node = try await SelvedgeNode.start(.init(stateDirectory: stateDirectory))
    } catch {
      throw ValidationError(error.description)
    }
    let room = try ChatRoom(node)
    print("you are \(node.name); an empty line ends the chat")
    let hearing = Task {
      while let line = await room.hear() { print("\(line.speaker): \(line.text)") }
    }
    let events = Task {
      for await event in node.events {
        switch event {
        case .memberJoined(_, let name): print("* \(name) is here")
        case .memberLeft(_, let name): print("* \(name) has left")
        case .memberLost(_, let name): print("* \(name) is out of reach")
        default: continue
        }
      }
    }
    for await line in Self.typedLines() {
      if try await room.say(line) == 0 { print("* nobody is here") }
    }
    await node.stop()
    await hearing.value
    await events.value
  }

  /// Lines from the terminal up to an empty one, read on a thread of their own: reading waits.
  private static func typedLines() -> AsyncStream<String> {
    AsyncStream(bufferingPolicy: .bufferingNewest(64)) { continuation in
      Thread.detachNewThread {
        while let line = readLine(), !line.isEmpty { continuation.yield(line) }
        continuation.finish()
      }
    }
  }
}
