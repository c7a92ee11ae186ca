import Foundation
import OverlayCore
import Selvedge
import Synchronization
import Testing

@Suite("conduits")
struct ConduitTests {
  @Test("a datagram arrives whole and says who sent it, and an answer finds its way back")
  func exchange() async throws {
    let nodes = try await TestNodes.start(["alice", "bob"])
    let (caller, service) = (try nodes[0].open(), try nodes[1].open(port: 7))
    try await caller.send(Array("ping".utf8), to: "bob", port: 7, class: .latency)
    var arrivals = service.datagrams.makeAsyncIterator()
    let question = try #require(await arrivals.next())
    #expect(question.payload == Array("ping".utf8))
    #expect(question.source == nodes[0].id)
    #expect(question.sourcePort == caller.port)
    #expect(question.trafficClass == .latency)
    try await service.send(
      Array("pong".utf8), to: .node(question.source), port: question.sourcePort)
    var answers = caller.datagrams.makeAsyncIterator()
    let answer = try #require(await answers.next())
    #expect(answer.payload == Array("pong".utf8))
    #expect(answer.source == nodes[1].id)
    #expect(answer.sourcePort == 7)
    await nodes.stop()
  }

  @Test("redundant datagrams arrive once, empty ones arrive too, and a node reaches itself")
  func oddOnes() async throws {
    let nodes = try await TestNodes.start(["alice", "bob", "carol"])
    let (sender, receiver) = (try nodes[0].open(port: 9), try nodes[1].open(port: 9))
    for number in 0..<20 as Range<UInt8> {
      try await sender.send([number], to: "bob", class: .redundant)
    }
    try await sender.send([], to: "bob")
    var payloads: [[UInt8]] = []
    for await datagram in receiver.datagrams {
      payloads.append(datagram.payload)
      if datagram.payload.isEmpty { break }
    }
    #expect(payloads.count == 21)
    #expect(Set(payloads).count == 21)
    try await sender.send([1, 2], to: "alice")
    var own = sender.datagrams.makeAsyncIterator()
    #expect(await own.next()?.payload == [1, 2])
    await nodes.stop()
  }

  @Test("a callback is called for each datagram in turn, until the conduit is closed")
  func callback() async throws {
    let nodes = try await TestNodes.start(["alice", "bob"])
    let (sender, receiver) = (try nodes[0].open(port: 9), try nodes[1].open(port: 9))
    let heard = Mutex<[UInt8]>([])
    let listening = receiver.onDatagram { datagram in
      heard.withLock { $0 += datagram.payload }
    }
    for number in 0..<50 as Range<UInt8> { try await sender.send([number], to: "bob") }
    try await TestNodes.wait("callbacks") { heard.withLock { $0.count } == 50 }
    receiver.close()
    await listening.value
    #expect(heard.withLock { $0.sorted() } == Array(0..<50))
    #expect(!receiver.isOpen)
    await nodes.stop()
  }

  @Test("a descriptor is readable while datagrams wait, and for good once the conduit is closed")
  func descriptor() async throws {
    let nodes = try await TestNodes.start(["alice", "bob"])
    let (sender, receiver) = (try nodes[0].open(port: 9), try nodes[1].open(port: 9))
    var polled = pollfd(fd: try receiver.descriptor(), events: Int16(POLLIN), revents: 0)
    #expect(poll(&polled, 1, 0) == 0)
    try await sender.send([1, 2, 3, 4], to: "bob")
    try await sender.send([5], to: "bob")
    try await TestNodes.wait("both") { receiver.statistics.received == 2 }
    #expect(poll(&polled, 1, 0) == 1)
    var bytes = [UInt8](repeating: 0, count: 3)
    var buffer = bytes.mutableSpan
    let first = receiver.receive(into: &buffer)
    #expect(first?.byteCount == 4)
    #expect(first?.source == nodes[0].id)
    #expect(bytes == [1, 2, 3])
    #expect(poll(&polled, 1, 0) == 1)
    #expect(receiver.receive()?.payload == [5])
    #expect(poll(&polled, 1, 0) == 0)
    #expect(receiver.receive() == nil)
    receiver.close()
    #expect(poll(&polled, 1, 0) == 1)
    await nodes.stop()
  }

  @Test(
    "what is not taken in time is dropped and counted, the newest or the oldest",
    arguments: [(ConduitOptions.Overflow.dropNewest, [0, 1, 2, 3]), (.dropOldest, [6, 7, 8, 9])])
  func overflow(choice: ConduitOptions.Overflow, kept: [UInt8]) async throws {
    let nodes = try await TestNodes.start(["alice", "bob"])
    let options = ConduitOptions(queueCapacity: 4, overflow: choice)
    let receiver = try nodes[1].open(port: 9, options: options)
    let sender = try nodes[0].open(port: 9)
    for number in 0..<10 as Range<UInt8> { try await sender.send([number], to: "bob") }
    try await TestNodes.wait("all ten") {
      let arrivals = choice == .dropNewest ? 4 : 10 as UInt64
      return receiver.statistics == .init(received: arrivals, overflowed: 6)
    }
    #expect((0..<4).compactMap { _ in receiver.receive()?.payload.first } == kept)
    #expect(receiver.receive() == nil)
    #expect(try await nodes[1].counters["applicationOverflows"] == 6)
    await nodes.stop()
  }

  @Test("nobody of that name, a port that is taken and a datagram that is too large are refused")
  func refusals() async throws {
    let nodes = try await TestNodes.start(["alice", "bob"])
    let conduit = try nodes[0].open(port: 9)
    await #expect(throws: SelvedgeError.unknownMember("nobody")) {
      try await conduit.send([1], to: "nobody")
    }
    await #expect(throws: SelvedgeError.unknownMember(NodeID(5).description)) {
      try await conduit.send([1], to: .node(NodeID(5)))
    }
    #expect(throws: SelvedgeError.portInUse(9)) { try nodes[0].open(port: 9) }
    #expect(throws: SelvedgeError.portInUse(49_200)) { try nodes[0].open(port: 49_200) }
    #expect(throws: SelvedgeError.tooLarge(byteCount: 1_397, limit: 1_396)) {
      try conduit.trySend([UInt8](repeating: 0, count: 1_397), to: "bob")
    }
    #expect(throws: SelvedgeError.self) {
      try nodes[0].open(options: ConduitOptions(queueCapacity: 0))
    }
    conduit.close()
    #expect(try nodes[0].open(port: 9).port == 9)
    await #expect(throws: SelvedgeError.stopped) { try await conduit.send([1], to: "bob") }
    await nodes.stop()
  }

  @Test("ports that are given differ, and as many can be open as are allowed")
  func manyPorts() async throws {
    let network = try InMemoryNetwork()
    let node = try await SelvedgeNode.start(.init(network.member("alice")))
    let options = ConduitOptions(queueCapacity: 1)
    var conduits: [Conduit] = []
    for _ in 0..<256 { conduits.append(try node.open(options: options)) }
    #expect(Set(conduits.map(\.port)).count == 256)
    #expect(throws: SelvedgeError.tooManyConduits(limit: 256)) { try node.open(options: options) }
    conduits = []
    #expect(try node.open(port: 1).port == 1)
    await node.stop()
  }
}
