import OverlayRuntime

@testable import OverlayCore
@testable import OverlaySecurity

/// A member with genuine keys, driven by the test over a socket of its own, that can also seal whatever
/// frame it likes.
final class HostileNode {
  private(set) var node: SecureNode
  private let socket: UDPSocket
  private let clock: MonotonicClock
  private var batch = DatagramBatch(capacity: 16)
  private let arena = PacketArena(count: 1)

  /// Takes up the identity in a state directory, whose daemon must not run.
  init(_ state: StateDirectory) throws {
    let stored = try state.loadNode()
    socket = try UDPSocket(bindingTo: UnderlayAddress(ipv4: 0x7f00_0001, port: 0))
    let loop = try EventLoop()
    clock = loop.clock
    var entropy = Entropy.system()
    node = try SecureNode(
      configuration: SecureNodeConfiguration(
        identity: stored.identity, credential: stored.credential,
        presharedKey: stored.network.presharedKey, incarnation: try state.nextIncarnation(),
        unixTimeAtOrigin: clock.unixTimeAtOrigin, sockets: [socket.address],
        advertised: [socket.address], entropy: entropy, seed: entropy.next(),
        members: stored.members),
      now: clock.now)
  }

  /// Does what an honest node would until the condition holds; false when it did not in 20 s.
  func run(until condition: (inout SecureNode) -> Bool) throws -> Bool {
    let deadline = clock.now + .seconds(20)
    while clock.now < deadline {
      if condition(&node) { return true }
      try turn()
    }
    return false
  }

  /// Does what an honest node would for so long.
  func run(for interval: Interval) throws {
    let end = clock.now + interval
    while clock.now < end { try turn() }
  }

  private func turn() throws {
    var loop = try EventLoop()
    try loop.add(socket.descriptor, token: EventToken(.underlay))
    _ = try loop.wait(until: min(node.nextDeadline, clock.now + .milliseconds(20)))
    if node.nextDeadline <= clock.now { node.advance(to: clock.now) }
    for index in 0..<(try socket.receive(into: &batch)) {
      let length = batch.length(index)
      var bytes = batch.arena.withBuffer(index) { buffer in (0..<length).map { buffer[$0] } }
      bytes += [UInt8](repeating: 0, count: PacketLayout.relayRoom)
      var span = bytes.mutableSpan
      _ = node.receive(
        &span, length: length, from: batch.source(index), socket: 0, now: clock.now)
    }
    drain()
  }

  private func drain() {
    var buffer = [UInt8](repeating: 0, count: PacketLayout.bufferBytes)
    while true {
      var span = buffer.mutableSpan
      guard let effect = node.nextEffect(into: &span, now: clock.now) else { return }
      if case .transmit(let sent) = effect {
        send(Array(buffer[sent.range]), to: sent.destination, through: socket)
      }
    }
  }

  /// A frame under the genuine session with a member, as if over another path.
  func forge(_ frame: [UInt8], to victim: NodeID, path: Int) -> (
    bytes: [UInt8], to: UnderlayAddress
  )? {
    guard let link = node.node.workingLink(to: victim) else { return nil }
    var buffer = [UInt8](repeating: 0, count: PacketLayout.bufferBytes)
    let place = DataHeader.longByteCount..<(DataHeader.longByteCount + frame.count)
    buffer.replaceSubrange(place, with: frame)
    let genuine = node.targets[link.index].path
    node.targets[link.index].path = path
    defer { node.targets[link.index].path = genuine }
    var span = buffer.mutableSpan
    guard let sent = node.sealFrame(&span, place, on: link, isData: false) else { return nil }
    return (Array(buffer[sent.range]), sent.destination)
  }

  /// Sends a datagram from any socket of this host.
  func send(
    _ bytes: [UInt8], to address: UnderlayAddress, through socket: borrowing UDPSocket
  ) {
    arena.withBuffer(0) { buffer in
      for (offset, byte) in bytes.enumerated() { buffer[offset] = byte }
    }
    var queue = SendQueue(capacity: 1)
    _ = queue.append(arena, buffer: 0, range: 0..<bytes.count, to: address)
    _ = queue.flush(through: socket)
  }

  /// The sizes of the datagrams that wait at a socket.
  func waiting(at socket: borrowing UDPSocket) throws -> [Int] {
    var sizes: [Int] = []
    while true {
      let count = try socket.receive(into: &batch)
      guard count > 0 else { return sizes }
      sizes += (0..<count).map { batch.length($0) }
    }
  }
}
