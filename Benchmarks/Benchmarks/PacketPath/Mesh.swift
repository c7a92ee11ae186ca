import OverlayCore
import OverlaySecurity

/// Secured nodes that all know each other, joined in memory: every datagram takes ten milliseconds
/// of virtual time and none is lost, except between a pair that was cut.
///
/// Built once for each size, because fifty nodes make 1,225 sessions. The driver allocates nothing
/// once it runs, so that what is counted is the protocol's.
final class Mesh {
  /// A node with its place.
  final class Host {
    var node: SecureNode
    let address: UnderlayAddress

    init(node: consuming SecureNode, address: UnderlayAddress) {
      self.node = node
      self.address = address
    }
  }

  private struct Datagram {
    var due = Instant.zero
    var source = 0
    var destination = 0
    var length = 0
  }

  private static let delay = Interval.milliseconds(10)
  private static let queueMax = 16_384
  private static let unixTime: UInt64 = 1_800_000_000

  private(set) var hosts: [Host] = []
  private(set) var now = Instant(nanoseconds: 1_000_000_000)
  /// Datagrams delivered so far.
  private(set) var delivered = 0
  private var deadlines: [Instant] = []
  private var cut: (Int, Int)?
  private var queue = [Datagram](repeating: Datagram(), count: queueMax)
  private var head = 0
  private var tail = 0
  private var arena = [UInt8](repeating: 0, count: queueMax * PacketLayout.bufferBytes)

  /// A mesh of `count` nodes whose links are all up.
  init(_ count: Int) throws {
    var entropy = Entropy.seeded(1)
    guard let addresses = AddressPrefix("10.77.0.0/16") else { throw DecodeError.badValue }
    var authority = try NetworkAuthority(addresses: addresses, entropy: &entropy)
    let keys = (0..<count).map { _ in StaticKey(entropy: &entropy) }
    var records: [MemberRecord] = []
    var credentials: [Credential] = []
    for (number, key) in keys.enumerated() {
      let credential = try authority.issue(
        name: "node-\(number)", keys: key.publicKeys, now: Self.unixTime)
      credentials.append(credential)
      records.append(
        MemberRecord(
          node: key.node, incarnation: 1, sequence: 0, endpoints: [Self.address(number)],
          credential: credential.encoded))
    }
    for (number, key) in keys.enumerated() {
      let configuration = SecureNodeConfiguration(
        identity: key, credential: credentials[number], presharedKey: authority.presharedKey,
        incarnation: 1, unixTimeAtOrigin: Self.unixTime * 1_000_000_000,
        sockets: [Self.address(number)], advertised: [Self.address(number)],
        entropy: .seeded(UInt64(number)), seed: UInt64(number),
        members: records.filter { $0.node != key.node })
      hosts.append(
        Host(
          node: try SecureNode(configuration: configuration, now: now),
          address: Self.address(number)))
    }
    deadlines = hosts.map { $0.node.nextDeadline }
    run(for: .seconds(10))
  }

  /// Lends a node: what a measurement does with it counts as one access to this object, which the
  /// Swift runtime checks for exclusivity.
  @inline(__always)
  func withNode<Result>(_ number: Int, _ body: (inout SecureNode) -> Result) -> Result {
    body(&hosts[number].node)
  }

  /// The host whose address that is.
  static func number(at address: UnderlayAddress) -> Int {
    Int(truncatingIfNeeded: address.host) - 0x0a00_0001
  }

  private static func address(_ number: Int) -> UnderlayAddress {
    UnderlayAddress(ipv4: 0x0a00_0001 + UInt32(number), port: 7_272)
  }

  /// Cuts the direct way between two hosts and lets all of them find another.
  func cut(_ first: Int, _ second: Int) {
    cut = (first, second)
    run(for: .seconds(5))
  }

  /// Runs for a length of virtual time.
  func run(for interval: Interval) {
    let end = now + interval
    while step(before: end) {}
    now = end
  }

  /// Runs until that many datagrams more have been delivered.
  func run(datagrams count: Int) {
    let target = delivered + count
    while delivered < target, step(before: .never) {}
  }

  /// Does what comes next; false when that is not before `end`.
  private func step(before end: Instant) -> Bool {
    var first = 0
    for number in deadlines.indices where deadlines[number] < deadlines[first] { first = number }
    let arrival = head == tail ? .never : queue[head % Self.queueMax].due
    let next = min(arrival, deadlines[first])
    guard next < end else { return false }
    now = max(now, next)
    if arrival <= deadlines[first] {
      deliver()
    } else {
      hosts[first].node.advance(to: now)
      drain(first)
    }
    return true
  }

  private func deliver() {
    let slot = head % Self.queueMax
    let datagram = queue[slot]
    head += 1
    let start = slot * PacketLayout.bufferBytes
    var span = arena.mutableSpan
    var buffer = span.extracting(start..<(start + PacketLayout.bufferBytes))
    let reception = hosts[datagram.destination].node.receive(
      &buffer, length: datagram.length, from: hosts[datagram.source].address, socket: 0,
      now: now)
    delivered += 1
    if case .forward(let packet, let hops) = reception,
      let sent = hosts[datagram.destination].node.seal(&buffer, packet, to: hops.first, now: now)
    {
      transmit(sent, from: datagram.destination, relaying: start)
    }
    drain(datagram.destination)
  }

  private func drain(_ number: Int) {
    while true {
      precondition(tail - head < Self.queueMax, "the queue holds what is under way")
      let start = tail % Self.queueMax * PacketLayout.bufferBytes
      var span = arena.mutableSpan
      var buffer = span.extracting(start..<(start + PacketLayout.bufferBytes))
      guard let effect = hosts[number].node.nextEffect(into: &buffer, now: now) else { break }
      if case .transmit(let sent) = effect { transmit(sent, from: number, relaying: start) }
    }
    deadlines[number] = hosts[number].node.nextDeadline
  }

  /// Queues a datagram that lies in the buffer at `start`.
  private func transmit(_ sent: Transmission, from source: Int, relaying start: Int) {
    let destination = Self.number(at: sent.destination)
    if let cut, cut == (source, destination) || cut == (destination, source) { return }
    let slot = tail % Self.queueMax
    let target = slot * PacketLayout.bufferBytes
    for offset in 0..<sent.range.count {
      arena[target + offset] = arena[start + sent.range.lowerBound + offset]
    }
    queue[slot] = Datagram(
      due: now + Self.delay, source: source, destination: destination, length: sent.range.count)
    tail += 1
  }
}
