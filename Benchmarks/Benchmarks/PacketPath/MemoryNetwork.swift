import OverlayCore
import OverlaySecurity

/// Members joined by memory: what one node transmits the next receives at once, so that a benchmark
/// measures the protocol alone.
final class MemoryNetwork {
  private final class Host {
    var node: SecureNode
    let address: UnderlayAddress

    init(node: consuming SecureNode, address: UnderlayAddress) {
      self.node = node
      self.address = address
    }
  }

  private struct Datagram {
    let bytes: [UInt8]
    let source: Int
    let destination: Int
  }

  private var hosts: [Host] = []
  private var waiting: [Datagram] = []
  private var now = Instant(nanoseconds: 1_000_000_000)
  private var scratch = [UInt8](repeating: 0, count: PacketLayout.bufferBytes)
  private var isCut = false

  /// A network of `count` members, all of which have sessions with each other once this returns.
  init(count: Int) throws {
    var entropy = Entropy.seeded(1)
    guard let addresses = AddressPrefix("10.80.0.0/16") else { throw DecodeError.badValue }
    var authority = try NetworkAuthority(addresses: addresses, entropy: &entropy)
    let unixSeconds: UInt64 = 1_800_000_000
    var known: [MemberRecord] = []
    for number in 0..<count {
      let key = StaticKey(entropy: &entropy)
      let credential = try authority.issue(
        name: "node-\(number)", nodeKey: key.publicKey, now: unixSeconds)
      let address = Self.address(number)
      let configuration = SecureNodeConfiguration(
        identity: key, credential: credential, presharedKey: authority.presharedKey,
        incarnation: 1, unixTimeAtOrigin: unixSeconds * 1_000_000_000, sockets: [address],
        advertised: [address], entropy: .seeded(UInt64(number)), seed: UInt64(number),
        members: known)
      hosts.append(
        Host(node: try SecureNode(configuration: configuration, now: now), address: address))
      known.append(
        MemberRecord(
          node: key.node, incarnation: 1, sequence: 0, endpoints: [address],
          credential: credential.encoded))
    }
    run(for: .seconds(5))
  }

  /// Loses everything between the first two members from now on, and lets the others notice.
  func cutFirstPair() {
    isCut = true
    run(for: .seconds(5))
  }

  /// Sends one packet of `bytes` from the first member to the second, through a relay when the
  /// direct path is cut; whether it was delivered.
  func carry(bytes: Int) -> Bool {
    now = now + .microseconds(10)
    // Where the payload must lie for the datagram to start where the buffer does.
    let start = PacketLayout.headroom - (isCut ? 0 : PacketLayout.sealHeaderBytes)
    let submission = hosts[0].node.send(
      .ip, to: hosts[1].node.identity, trafficClass: .balanced, flow: 1,
      payload: start..<(start + bytes), now: now)
    guard case .forward(let packet, let hops) = submission else { return false }
    return pass(packet, hops, from: 0)
  }

  /// Seals what is in the scratch buffer for a hop and lets its receiver open it there.
  private func pass(_ packet: Packet, _ hops: Hops, from sender: Int) -> Bool {
    var span = scratch.mutableSpan
    guard let sent = hosts[sender].node.seal(&span, packet, to: hops.first, now: now) else {
      return false
    }
    precondition(sent.range.lowerBound == 0, "the datagram starts where the buffer does")
    let receiver = Self.number(sent.destination)
    let reception = hosts[receiver].node.receive(
      &span, length: sent.range.count, from: hosts[sender].address, socket: 0, now: now)
    switch reception {
    case .deliver: return true
    case .consumed: return false
    case .forward(let packet, let hops): return pass(packet, hops, from: receiver)
    }
  }

  /// Lets timers fire and control frames travel, so that links stay measured.
  func run(for interval: Interval) {
    let end = now + interval
    while true {
      for number in hosts.indices { drain(number) }
      deliver()
      let next = hosts.map { $0.node.nextDeadline }.min() ?? .never
      guard next <= end else { break }
      now = max(now, next)
      for host in hosts where host.node.nextDeadline <= now { host.node.advance(to: now) }
    }
    now = end
  }

  private func deliver() {
    while !waiting.isEmpty {
      let datagrams = waiting
      waiting.removeAll()
      for datagram in datagrams where !isLost(datagram) {
        var buffer = datagram.bytes
        buffer += [UInt8](repeating: 0, count: PacketLayout.tailroom)
        var span = buffer.mutableSpan
        _ = hosts[datagram.destination].node.receive(
          &span, length: datagram.bytes.count, from: Self.address(datagram.source), socket: 0,
          now: now)
        drain(datagram.destination)
      }
    }
  }

  private func drain(_ number: Int) {
    var buffer = [UInt8](repeating: 0, count: PacketLayout.bufferBytes)
    var span = buffer.mutableSpan
    while let effect = hosts[number].node.nextEffect(into: &span, now: now) {
      guard case .transmit(let sent) = effect else { continue }
      let bytes = sent.range.map { span[$0] }
      waiting.append(
        Datagram(bytes: bytes, source: number, destination: Self.number(sent.destination)))
    }
  }

  private func isLost(_ datagram: Datagram) -> Bool {
    isCut && datagram.source < 2 && datagram.destination < 2
  }

  private static func address(_ number: Int) -> UnderlayAddress {
    UnderlayAddress(ipv4: 0x0a00_0001 + UInt32(number), port: 7_272)
  }

  private static func number(_ address: UnderlayAddress) -> Int {
    Int(UInt32(truncatingIfNeeded: address.host) - 0x0a00_0001)
  }
}
