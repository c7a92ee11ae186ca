import OverlayCore
import OverlaySecurity

/// One node's packets to another in a mesh, straight there or through a relay.
struct Traffic {
  /// Sealed datagrams in one buffer, with room behind each for sealing it again.
  struct Datagrams {
    var bytes: [UInt8]
    var ranges: [Range<Int>]
  }

  /// The places of the two in the mesh.
  static let source = 1
  static let destination = 2
  /// Time between packets: it moves on so that routes are renewed as often as in service.
  static let pace = Interval.microseconds(10)
  /// Bytes behind a datagram.
  static let room = PacketLayout.relayRoom

  private static let slotBytes = 1_600

  let mesh: Mesh
  let size: Int
  let target: NodeID
  let sourceAddress: UnderlayAddress
  /// Who receives from the source; the destination itself where nobody relays.
  let firstHop: Int

  /// Finds out which way the packets go.
  init(_ mesh: Mesh, size: Int) {
    self.mesh = mesh
    self.size = size
    let target = mesh.hosts[Self.destination].node.identity
    self.target = target
    sourceAddress = mesh.hosts[Self.source].address
    var buffer = [UInt8](repeating: 1, count: PacketLayout.bufferBytes)
    var span = buffer.mutableSpan
    let sent = mesh.withNode(Self.source) {
      Self.send(&$0, to: target, size: size, &span, now: mesh.now)
    }
    firstHop = sent.map { Mesh.number(at: $0.destination) } ?? -1
    precondition(firstHop >= 0, "the packets go somewhere")
  }

  /// Decides about a packet and seals it.
  @inline(__always)
  static func send(
    _ node: inout SecureNode, to target: NodeID, size: Int, _ buffer: inout MutableSpan<UInt8>,
    now: Instant
  ) -> Transmission? {
    let payload = PacketLayout.headroom..<(PacketLayout.headroom + size)
    let submission = node.send(
      .ip, to: target, trafficClass: .balanced, flow: 7, payload: payload, now: now)
    guard case .forward(let packet, let hops) = submission else { return nil }
    return node.seal(&buffer, packet, to: hops.first, now: now)
  }

  /// A relay's whole work on a datagram.
  @inline(__always)
  static func relay(
    _ node: inout SecureNode, _ buffer: inout MutableSpan<UInt8>, length: Int,
    from source: UnderlayAddress, now: Instant
  ) -> Transmission? {
    let reception = node.receive(&buffer, length: length, from: source, socket: 0, now: now)
    guard case .forward(let packet, let hops) = reception else { return nil }
    return node.seal(&buffer, packet, to: hops.first, now: now)
  }

  /// Datagrams as they arrive at the first hop, each in a place of its own.
  func datagrams(_ count: Int) -> Datagrams {
    var bytes = [UInt8](repeating: 1, count: count * Self.slotBytes)
    var ranges: [Range<Int>] = []
    var span = bytes.mutableSpan
    for number in 0..<count {
      let start = number * Self.slotBytes
      var buffer = span.extracting(start..<(start + Self.slotBytes))
      let sent = mesh.withNode(Self.source) {
        Self.send(&$0, to: target, size: size, &buffer, now: mesh.now)
      }
      guard let sent else { preconditionFailure("a packet found no way") }
      ranges.append((start + sent.range.lowerBound)..<(start + sent.range.upperBound))
    }
    return Datagrams(bytes: bytes, ranges: ranges)
  }

  /// Lets the relay do its work on all of them.
  func relayed(_ datagrams: Datagrams) -> Datagrams {
    var bytes = datagrams.bytes
    var ranges: [Range<Int>] = []
    var span = bytes.mutableSpan
    for range in datagrams.ranges {
      var buffer = span.extracting(range.lowerBound..<(range.upperBound + Self.room))
      let sent = mesh.withNode(firstHop) {
        Self.relay(&$0, &buffer, length: range.count, from: sourceAddress, now: mesh.now)
      }
      guard let sent else { preconditionFailure("a packet found no way on") }
      let start = range.lowerBound + sent.range.lowerBound
      ranges.append(start..<(start + sent.range.count))
    }
    return Datagrams(bytes: bytes, ranges: ranges)
  }
}
