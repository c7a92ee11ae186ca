import Foundation
import OverlayRuntime
import OverlaySecurity
import Testing

@testable import Selvedge

@Suite("a node inside an application")
struct LifeTests {
  @Test("stopping it ends sequences, callbacks and events, and refuses what comes later")
  func stopping() async throws {
    let nodes = try await TestNodes.start(["alice", "bob"])
    let conduit = try nodes[0].open(port: 9)
    let events = nodes[0].events
    async let datagrams = conduit.datagrams.reduce(0) { count, _ in count + 1 }
    async let heard = events.reduce(0) { count, _ in count + 1 }
    let listening = conduit.onDatagram { _ in }
    await nodes[0].stop()
    #expect(await datagrams == 0)
    _ = await heard
    await listening.value
    #expect(!nodes[0].isRunning)
    await #expect(throws: SelvedgeError.stopped) { try await conduit.send([1], to: "bob") }
    #expect(throws: SelvedgeError.stopped) { try nodes[0].open() }
    await #expect(throws: SelvedgeError.stopped) { try await nodes[0].members }
    for await _ in nodes[0].events { Issue.record("an event after the end") }
    await nodes[0].stop()
    try await TestNodes.wait("bob hears of it") {
      try await nodes[1].members.map(\.name) == ["bob"]
    }
    await nodes.stop()
  }

  @Test("a task that is cancelled while it waits for a datagram goes on at once")
  func cancellation() async throws {
    let network = try InMemoryNetwork()
    let node = try await SelvedgeNode.start(.init(network.member("alice")))
    let conduit = try node.open()
    let waiting = Task { await conduit.datagrams.first { _ in true } }
    waiting.cancel()
    #expect(await waiting.value == nil)
    // What comes then is for the next one who asks.
    try await conduit.send([7], to: "alice")
    #expect(await conduit.datagrams.first { _ in true }?.payload == [7])
    await node.stop()
  }

  @Test("a node that is let go stops by itself, and its membership can be used again")
  func letGo() async throws {
    let network = try InMemoryNetwork()
    let membership = try network.member("alice")
    var node: SelvedgeNode? = try await SelvedgeNode.start(.init(membership))
    let conduit = try #require(try node?.open())
    await #expect(throws: SelvedgeError.self) {
      try await SelvedgeNode.start(.init(membership))
    }
    node = nil
    for await _ in conduit.datagrams { Issue.record("a datagram out of nowhere") }
    try await TestNodes.wait("a second life") {
      node = try? await SelvedgeNode.start(.init(membership))
      return node != nil
    }
    await node?.stop()
  }

  @Test("a node in a state directory runs without a device, and the command line sees it")
  func stateDirectory() async throws {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "selvedge-library-\(UUID().uuidString.prefix(8))").path()
    defer { try? FileManager.default.removeItem(atPath: path) }
    await #expect(throws: SelvedgeError.self) {
      try await SelvedgeNode.start(.init(stateDirectory: path))
    }
    let state = StateDirectory(path: path)
    try state.create()
    let addresses = try #require(AddressPrefix("10.98.0.0/24"))
    _ = try NetworkFounder(network: "test", node: "alice", addresses: addresses).found(in: state)
    var configuration = SelvedgeConfiguration(stateDirectory: path)
    configuration.listen = ["127.0.0.1:0"]
    let node = try await SelvedgeNode.start(configuration)
    var client = try ControlClient(path: state.path(of: .control))
    try client.send(.status)
    guard case .status(let report)? = try client.next(within: 5) else {
      Issue.record("no status")
      return
    }
    #expect(report.name == "alice")
    #expect(report.device == nil)
    #expect(report.listen == node.listening)
    configuration.listen = ["localhost"]
    let wrong = configuration
    await #expect(throws: SelvedgeError.self) { try await SelvedgeNode.start(wrong) }
    await node.stop()
    #expect(!state.isLocked)
  }

  @Test("while the loop is held up, sends queue up to a limit; then they wait or are refused")
  func backPressure() async throws {
    let network = try InMemoryNetwork()
    let node = try await SelvedgeNode.start(.init(network.member("alice")))
    let conduit = try node.open(options: ConduitOptions(queueCapacity: 1_024))
    let (held, released) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    node.exchange.perform { _ in
      held.signal()
      released.wait()
    }
    Self.wait(held)
    var queued = 0
    while true {
      do throws(SelvedgeError) {
        try conduit.trySend([UInt8(truncatingIfNeeded: queued)], to: .node(node.id))
        queued += 1
      } catch {
        #expect(error == .queueFull)
        break
      }
    }
    #expect(queued == 256)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<300 { group.addTask { try await conduit.send([1], to: .node(node.id)) } }
      released.signal()
      try await group.waitForAll()
    }
    try await TestNodes.wait("all of them") { conduit.statistics.received == 556 }
    await node.stop()
  }

  /// Waiting like this is not for asynchronous code; here it is for a moment only.
  private static func wait(_ semaphore: DispatchSemaphore) { semaphore.wait() }
}
