import Foundation
import OverlayRuntime

@testable import OverlayCore
@testable import OverlaySecurity

/// A member with a genuine credential that answers as an honest one would, and beside that sends
/// whatever frames a test makes up: the daemon under test sees it through its real socket.
///
/// It has no thread of its own. A test turns it with ``pump()``, which ``wait(until:)`` does all the
/// time; between two turns it is silent.
final class HostileMember {
  var node: SecureNode
  /// Packets for this member, opened.
  private(set) var delivered: [(source: NodeID, bytes: [UInt8])] = []
  /// What is done with a packet that others have it carry; nil passes it on as it is.
  var relayed: ((HostileMember, Packet, Hops, [UInt8]) -> Void)?

  private let socket: UDPSocket
  private let clock = MonotonicClock()
  private let arena = PacketArena(count: 1, bytesEach: 70_000)
  private var batch = DatagramBatch(capacity: 64)

  /// A member from a state directory that was enrolled and that no daemon uses.
  init(_ state: StateDirectory, listen: [UnderlayAddress], node: NodeConfiguration = .standard)
    throws
  {
    socket = try UDPSocket(bindingTo: listen[0])
    let stored = try state.loadNode()
    var entropy = Entropy.system()
    self.node = try SecureNode(
      configuration: SecureNodeConfiguration(
        identity: stored.identity, credential: stored.credential,
        presharedKey: stored.network.presharedKey,
        incarnation: MonotonicClock.unixNanoseconds / 1_000_000,
        unixTimeAtOrigin: clock.unixTimeAtOrigin, sockets: [socket.address],
        advertised: [socket.address], entropy: entropy, seed: entropy.next(), node: node,
        members: stored.members),
      now: clock.now)
  }

  /// The time of its clock.
  var now: Instant { clock.now }

  /// Answers whatever has come and sends whatever is due, as an honest member would.
  func pump() {
    while let count = try? socket.receive(into: &batch), count > 0 {
      for index in 0..<count { take(index) }
      drain()
    }
    if node.nextDeadline <= now { node.advance(to: now) }
    drain()
  }

  /// Takes part in the network until `condition` holds.
  func wait(
    seeing seen: @autoclosure () throws -> String = "", until condition: () throws -> Bool
  ) throws {
    try TestNetwork.wait(seeing: try seen()) {
      for _ in 0..<10 {
        pump()
        usleep(1_000)
      }
      return try condition()
    }
  }

  /// Takes part in the network for so long.
  func run(for interval: Interval) {
    let end = now + interval
    while now < end {
      pump()
      usleep(1_000)
    }
  }

  private func take(_ index: Int) {
    var forwarded: (Packet, Hops, [UInt8])?
    let (length, source) = (batch.length(index), batch.source(index))
    batch.arena.withBuffer(index) { buffer in
      switch node.receive(&buffer, length: length, from: source, socket: 0, now: now) {
      case .deliver(let delivery):
        delivered.append((delivery.source, delivery.payload.map { buffer[$0] }))
      case .forward(let packet, let hops):
        forwarded = (packet, hops, packet.payload.map { buffer[$0] })
      case .consumed, .assembled: break
      }
    }
    guard let (packet, hops, payload) = forwarded else { return }
    if let relayed { return relayed(self, packet, hops, payload) }
    send(packet.header, payload, on: hops.first)
  }

  private func drain() {
    while true {
      let sent = arena.withBuffer(0) { buffer -> Transmission? in
        while let effect = node.nextEffect(into: &buffer, now: now) {
          if case .transmit(let sent) = effect { return sent }
        }
        return nil
      }
      guard let sent else { return }
      transmit(sent)
    }
  }

  private func transmit(_ sent: Transmission) {
    transmit(sent.range, to: sent.destination, through: socket)
  }

  private func transmit(
    _ range: Range<Int>, to address: UnderlayAddress, through socket: borrowing UDPSocket
  ) {
    var queue = SendQueue(capacity: 1)
    _ = queue.append(arena, buffer: 0, range: range, to: address)
    _ = queue.flush(through: socket)
  }

  // MARK: - What no honest member sends

  /// The link that leads to a node and works; nil while there is none.
  func link(to other: NodeID) -> LinkID? { node.node.workingLink(to: other) }

  /// Sends any bytes, as they stand, from any socket of this host.
  func send(
    _ bytes: [UInt8], to address: UnderlayAddress, through socket: borrowing UDPSocket
  ) {
    arena.withBuffer(0) { buffer in
      for (offset, byte) in bytes.enumerated() { buffer[offset] = byte }
    }
    transmit(0..<bytes.count, to: address, through: socket)
  }

  /// A frame under the session with a neighbour, as if over another path than any between the two.
  func sealed(
    _ frame: [UInt8], to neighbour: NodeID, path: Int
  ) -> (bytes: [UInt8], to: UnderlayAddress)? {
    guard let link = link(to: neighbour) else { return nil }
    let genuine = node.targets[link.index].path
    node.targets[link.index].path = path
    defer { node.targets[link.index].path = genuine }
    return arena.withBuffer(0) { buffer in
      for (offset, byte) in frame.enumerated() { buffer[DataHeader.longByteCount + offset] = byte }
      let range = DataHeader.longByteCount..<(DataHeader.longByteCount + frame.count)
      guard let sent = node.sealFrame(&buffer, range, on: link, isData: false) else { return nil }
      return (sent.range.map { buffer[$0] }, sent.destination)
    }
  }

  /// Seals any bytes as a frame for the neighbour on a link, and sends them.
  ///
  /// - Parameter counter: The frame's number; nil for the next.
  func send(frame: [UInt8], on link: LinkID, counter: UInt64? = nil) throws {
    let sent = arena.withBuffer(0) { buffer -> Transmission? in
      for (offset, byte) in frame.enumerated() { buffer[DataHeader.longByteCount + offset] = byte }
      let range = DataHeader.longByteCount..<(DataHeader.longByteCount + frame.count)
      guard let counter else { return node.sealFrame(&buffer, range, on: link, isData: true) }
      let target = node.targets[link.index]
      let slot = node.peers[target.peer].current
      let header = DataHeader(
        path: UInt8(target.path), receiver: node.sessions[slot].remoteIndex, counter: counter)
      let start = range.lowerBound - header.byteCount
      header.write(to: &buffer, at: start)
      node.sessions[slot].seal(&buffer, plaintext: range, path: target.path, counter: counter)
      return Transmission(
        range: start..<(range.upperBound + FrameCipher.tagBytes), destination: target.address,
        socket: target.socket)
    }
    guard let sent else { throw ControlError.malformed("the link is gone") }
    transmit(sent)
  }

  /// Sends a packet with a header of the test's own, as it stands, to the neighbour on a link.
  func send(_ header: PacketHeader, _ payload: [UInt8], on link: LinkID) {
    try? send(frame: Self.bytes(of: header) + payload, on: link)
  }

  /// The bytes of a packet's header.
  static func bytes(of header: PacketHeader) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: PacketHeader.byteCount)
    var span = bytes.mutableSpan
    header.write(to: &span, at: 0)
    return bytes
  }

  /// The bytes of a frame that something of the core writes.
  static func frame(_ write: (inout MutableSpan<UInt8>) -> Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: Limits.datagramBytesMax)
    var span = bytes.mutableSpan
    let length = write(&span)
    return Array(bytes[..<length])
  }

  /// A header of a packet of this member's, in the clear.
  func header(
    to destination: NodeID, _ kind: PayloadKind, class trafficClass: TrafficClass = .balanced,
    flow: UInt32 = 1, sequence: UInt32 = 0, isCopied: Bool = false
  ) -> PacketHeader {
    PacketHeader(
      hopLimit: Limits.hopLimit, trafficClass: trafficClass, kind: kind, isCopied: isCopied,
      flowLabel: flow, sequence: sequence, source: node.identity, destination: destination)
  }
}
