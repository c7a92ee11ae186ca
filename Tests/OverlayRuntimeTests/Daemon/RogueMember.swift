import OverlayCore
import OverlayRuntime

@testable import OverlaySecurity

/// A member with genuine keys that says to real daemons whatever a test has it say.
final class RogueMember {
  private var node: SecureNode
  private let socket: UDPSocket
  private var loop: EventLoop
  private var batch = DatagramBatch(capacity: 8)
  private let arena = PacketArena(count: 1)

  /// The node that was set up in `state`, listening at an address of its own.
  init(_ state: StateDirectory, listen address: UnderlayAddress) throws {
    let stored = try state.loadNode()
    socket = try UDPSocket(bindingTo: address)
    loop = try EventLoop()
    try loop.add(socket.descriptor, token: EventToken(.underlay))
    var entropy = Entropy.system()
    node = try SecureNode(
      configuration: SecureNodeConfiguration(
        identity: stored.identity, credential: stored.credential,
        presharedKey: stored.network.presharedKey, incarnation: try state.nextIncarnation(),
        unixTimeAtOrigin: loop.clock.unixTimeAtOrigin, sockets: [address], advertised: [address],
        entropy: entropy, seed: entropy.next(), members: stored.members),
      now: loop.clock.now)
  }

  /// The node of that name; nil when this member does not know it.
  func node(named name: String) -> NodeID? { node.node(named: name) }

  /// The encoded credential of a member.
  func credential(of member: NodeID) -> [UInt8]? { node.credential(of: member)?.encoded }

  /// Whether a link to the member works.
  func isLinked(with name: String) -> Bool {
    node(named: name).map { node.node.hasWorkingLink(to: $0) } ?? false
  }

  /// Takes part in the network until the condition holds; false when it does not within the time.
  func run(for interval: Interval, until condition: () throws -> Bool = { false }) throws -> Bool {
    let end = loop.clock.now + interval
    try drain()
    while loop.clock.now < end {
      if try condition() { return true }
      _ = try loop.wait(until: min(node.nextDeadline, loop.clock.now + .milliseconds(20)))
      let now = loop.clock.now
      node.advance(to: now)
      let count = try socket.receive(into: &batch)
      for index in 0..<count { take(index, now: now) }
      try drain()
    }
    return try condition()
  }

  private func take(_ index: Int, now: Instant) {
    let length = batch.length(index)
    var bytes = batch.arena.withBuffer(index) { buffer in (0..<length).map { buffer[$0] } }
    bytes += [UInt8](repeating: 0, count: PacketLayout.relayRoom)
    var span = bytes.mutableSpan
    _ = node.receive(&span, length: length, from: batch.source(index), socket: 0, now: now)
  }

  private func drain() throws {
    var buffer = [UInt8](repeating: 0, count: PacketLayout.bufferBytes)
    while true {
      var span = buffer.mutableSpan
      guard let effect = node.nextEffect(into: &span, now: loop.clock.now) else { return }
      if case .transmit(let sent) = effect { send(Array(buffer[sent.range]), to: sent.destination) }
    }
  }

  private func send(_ bytes: [UInt8], to address: UnderlayAddress) {
    arena.withBuffer(0) { buffer in
      for (offset, byte) in bytes.enumerated() { buffer[offset] = byte }
    }
    var queue = SendQueue(capacity: 1)
    _ = queue.append(arena, buffer: 0, range: 0..<bytes.count, to: address)
    _ = queue.flush(through: socket)
  }

  /// Seals a frame under the session with a neighbour, as a buggy or hostile build would.
  func send(frame: [UInt8], to name: String) throws {
    guard let peer = node(named: name), let link = node.node.workingLink(to: peer) else {
      throw ControlError.malformed("no link to \(name)")
    }
    var buffer = [UInt8](repeating: 0, count: PacketLayout.bufferBytes)
    let range = DataHeader.longByteCount..<(DataHeader.longByteCount + frame.count)
    buffer.replaceSubrange(range, with: frame)
    var span = buffer.mutableSpan
    guard let sent = node.sealFrame(&span, range, on: link, isData: false) else { return }
    send(Array(buffer[sent.range]), to: sent.destination)
  }
}
