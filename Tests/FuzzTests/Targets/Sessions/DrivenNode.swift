@testable import OverlayCore
@testable import OverlayRuntime
@testable import OverlaySecurity

/// A secured node, driven as the daemon drives it: datagrams of exactly their length, the daemon's
/// arenas for copies, stripes and packets put together, and its fan-out, whose datagrams are collected
/// instead of sent.
final class DrivenNode {
  struct Datagram {
    var bytes: [UInt8]
    var destination: UnderlayAddress
    var socket: Int
  }

  /// What its fan-out has sent; a class, because the node is borrowed meanwhile.
  private final class Outgoing {
    var datagrams: [Datagram] = []
  }

  var node: SecureNode
  let addresses: [UnderlayAddress]
  private let underlay: UnderlayPorts
  private let outgoing = Outgoing()
  private let assembled = PacketArena(count: RuntimeLimits.batch)
  private var assembledUsed = 0
  private let scratch = PacketArena(count: 1)

  /// Deliveries of packets by their sender and first byte.
  private(set) var delivered: [NodeID: [UInt8: Int]] = [:]
  /// Echoes by who answered.
  private(set) var echoes: [NodeID: Int] = [:]
  /// Members that it took for departed.
  private(set) var departed: [NodeID] = []
  /// The last packet that it passed on for others, for relays that mean ill.
  private(set) var relayed: (header: PacketHeader, payload: [UInt8])?

  init(_ configuration: SecureNodeConfiguration, now: Instant) throws {
    addresses = configuration.sockets
    node = try SecureNode(configuration: configuration, now: now)
    let outgoing = outgoing
    underlay = UnderlayPorts { buffer, sent in
      let bytes = buffer.withSpan { span in sent.range.map { span[$0] } }
      outgoing.datagrams.append(
        Datagram(bytes: bytes, destination: sent.destination, socket: sent.socket))
    }
  }

  var identity: NodeID { node.identity }

  /// Datagrams that have left since the last call.
  func takeDatagrams() -> [Datagram] {
    defer { outgoing.datagrams.removeAll(keepingCapacity: true) }
    return outgoing.datagrams
  }

  /// One datagram, as Daemon+Run takes it in.
  func receive(_ bytes: [UInt8], from source: UnderlayAddress, socket: Int, now: Instant) {
    guard !bytes.isEmpty else { return }
    let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: bytes.count)
    memory.initialize(from: bytes, count: bytes.count)
    defer { memory.deallocate() }
    let buffer = PacketBuffer(start: memory, count: bytes.count)
    let reception = buffer.withSpan { span in
      node.receive(&span, length: span.count, from: source, socket: socket, now: now)
    }
    switch reception {
    case .consumed: break
    case .deliver(let delivery): deliver(delivery, buffer)
    case .assembled(let packet, let delivery):
      if assembledUsed == assembled.count { passOn() }
      let whole = assembled[assembledUsed]
      assembledUsed += 1
      whole.withSpan { node.write(packet, to: &$0) }
      deliver(delivery, whole)
    case .forward(let packet, let hops):
      relayed = (
        packet.header, buffer.withSpan { span in packet.payload.map { span[$0] } }
      )
      underlay.send(packet, to: hops, from: buffer, node: &node, now: now)
    }
  }

  /// The end of a turn: buffers are free again.
  func passOn() {
    underlay.flush()
    assembledUsed = 0
  }

  private func deliver(_ delivery: Delivery, _ buffer: PacketBuffer) {
    let first = buffer.withSpan { span in
      // Every byte must be there, whoever reads it.
      delivery.payload.reduce(into: [UInt8]()) { $0.append(span[$1]) }.first
    }
    delivered[delivery.source, default: [:]][first ?? 0, default: 0] += 1
  }

  func advance(to now: Instant) {
    if node.nextDeadline <= now { node.advance(to: now) }
  }

  /// Drains every effect, as Daemon+Effects does.
  func drain(now: Instant) throws {
    for _ in 0...(3 * Limits.effectsMax) {
      let effect = scratch.withBuffer(0) { node.nextEffect(into: &$0, now: now) }
      switch effect {
      case nil:
        passOn()
        return
      case .transmit(let sent): underlay.append(scratch[0], sent)
      case .echo(let result): echoes[result.node, default: 0] += 1
      case .event(.memberChanged(let member, .departed)): departed.append(member)
      default: break
      }
    }
    throw FuzzFailure("effects are not bounded")
  }

  /// Sends a packet of its own, as packets of programs are sent.
  func submit(
    _ kind: PayloadKind, _ payload: [UInt8], to destination: NodeID,
    _ trafficClass: TrafficClass, flow: UInt64, now: Instant
  ) {
    let room = PacketLayout.headroom + PacketLayout.tailroom
    let bytes = payload.prefix(PacketArena.bufferBytes - room)
    let range = PacketLayout.headroom..<(PacketLayout.headroom + bytes.count)
    scratch.withBuffer(0) { span in
      for (offset, byte) in bytes.enumerated() { span[range.lowerBound + offset] = byte }
    }
    let submission = node.send(
      kind, to: destination, trafficClass: trafficClass, flow: flow, payload: range, now: now)
    guard case .forward(let packet, let hops) = submission else { return }
    underlay.send(packet, to: hops, from: scratch[0], node: &node, now: now)
    passOn()
  }

  /// - Throws: ``FuzzFailure`` when a table has outgrown its limit.
  func checkBounds() throws {
    guard node.node.presentMembers.count <= Limits.membersMax,
      node.node.peerCount <= Limits.peersMax, node.node.multicastCount <= Limits.multicastsMax,
      node.node.heldRecordCount <= DirectoryProfile.standard.recordsMax
    else { throw FuzzFailure("members, peers, multicasts or records are not bounded") }
  }
}
