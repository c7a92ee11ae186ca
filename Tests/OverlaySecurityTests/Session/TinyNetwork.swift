@testable import OverlayCore
@testable import OverlaySecurity

/// A few secured nodes joined by a network of fixed delay whose paths can be cut: the smallest
/// driver of ``SecureNode``. The simulator proper is in OverlaySimulator.
final class TinyNetwork {
  final class Host {
    var node: SecureNode
    var address: UnderlayAddress
    var delivered: [(source: NodeID, bytes: [UInt8])] = []
    var events: [SecureEffect] = []
    var isAlive = true
    /// What stands between the host and the others.
    var translator: TinyTranslator?
    var key: StaticKey?
    var credential: Credential?
    var record: MemberRecord?

    init(node: consuming SecureNode, address: UnderlayAddress) {
      self.node = node
      self.address = address
    }
  }

  private struct Datagram {
    var due: Instant
    var order: Int
    var source: UnderlayAddress
    var destination: UnderlayAddress
    var bytes: [UInt8]
  }

  var network: TestNetwork
  var hosts: [Host] = []
  var now = Instant(nanoseconds: 1_000_000_000)
  /// Pairs (from, to) of host numbers that lose everything.
  var cuts: Set<[Int]> = []
  var delay = Interval.milliseconds(10)
  /// Sees every datagram that leaves; what it returns is what arrives.
  var tamper: (([UInt8]) -> [UInt8]?)?
  /// Sees every packet that a host carries for others, and may change it; false drops it.
  var relaying: ((inout Packet, inout [UInt8]) -> Bool)?
  /// How often a host sends a packet on that it carries for others.
  var repeats = 1
  /// Sees every datagram that leaves, with where it seems to come from and where it goes.
  var passing: ((_ source: UnderlayAddress, _ destination: UnderlayAddress, [UInt8]) -> Void)?
  /// Sees every datagram that a node wants sent of itself.
  var sent: ((Transmission) -> Void)?
  private var flying: [Datagram] = []
  private var order = 0

  private let configuration: NodeConfiguration
  /// Changes what a host, by its number, starts from.
  var adjust: (_ number: Int, inout SecureNodeConfiguration) -> Void

  init(
    _ count: Int, seed: UInt64 = 1, configuration: NodeConfiguration = .standard,
    lifetimeSeconds: UInt64 = NetworkAuthority.standardLifetimeSeconds,
    adjust: @escaping (_ number: Int, inout SecureNodeConfiguration) -> Void = { _, _ in }
  ) throws {
    network = try TestNetwork(seed: seed, lifetimeSeconds: lifetimeSeconds)
    self.configuration = configuration
    self.adjust = adjust
    for number in 0..<count { try add("node-\(number)", number) }
  }

  static func address(_ number: Int) -> UnderlayAddress {
    UnderlayAddress(ipv4: 0x0a00_0001 + UInt32(number), port: 4_242)
  }

  @discardableResult
  func add(
    _ name: String, _ number: Int, knowing contacts: [Int]? = nil,
    roles: CredentialRoles = [.relay]
  ) throws -> Host {
    let key = network.key()
    let credential = try network.authority.issue(
      name: name, keys: key.publicKeys, roles: roles, now: network.now)
    let host = try start(key, credential, number, knowing: contacts)
    hosts.append(host)
    return host
  }

  func start(
    _ key: StaticKey, _ credential: Credential, _ number: Int, knowing contacts: [Int]? = nil,
    incarnation: UInt64 = 1
  ) throws -> Host {
    let known = (contacts ?? [0]).filter { $0 < hosts.count }.compactMap {
      hosts[$0].record
    }
    var configuration = SecureNodeConfiguration(
      identity: key, credential: credential, presharedKey: network.authority.presharedKey,
      incarnation: incarnation, unixTimeAtOrigin: network.now * 1_000_000_000,
      sockets: [Self.address(number)], advertised: [Self.address(number)],
      entropy: .seeded(UInt64(number) + 100 * incarnation), seed: UInt64(number),
      node: self.configuration, members: known)
    adjust(number, &configuration)
    let host = Host(
      node: try SecureNode(configuration: configuration, now: now), address: Self.address(number))
    host.key = key
    host.credential = credential
    host.record = host.node.own.record
    return host
  }

  func cut(_ first: Int, _ second: Int) {
    cuts.insert([first, second])
    cuts.insert([second, first])
  }

  func heal() { cuts = [] }

  func run(for interval: Interval) {
    let end = now + interval
    while true {
      for host in hosts where host.isAlive { drain(host) }
      let arrival = flying.map(\.due).min() ?? .never
      let timer = hosts.filter(\.isAlive).map { $0.node.nextDeadline }.min() ?? .never
      let next = max(min(arrival, timer), now)
      guard next <= end else { break }
      now = next
      for host in hosts where host.isAlive && host.node.nextDeadline <= now {
        host.node.advance(to: now)
        drain(host)
      }
      deliverDue()
    }
    now = end
  }

  private func deliverDue() {
    let due = flying.filter { $0.due <= now }.sorted { ($0.due, $0.order) < ($1.due, $1.order) }
    flying.removeAll { $0.due <= now }
    for datagram in due {
      guard let host = host(at: datagram.destination, from: datagram.source), host.isAlive
      else { continue }
      inject(datagram.bytes, into: host, from: datagram.source)
    }
  }

  private func host(at address: UnderlayAddress, from source: UnderlayAddress) -> Host? {
    hosts.first { host in
      host.translator.map { $0.admits(from: source, to: address) } ?? (host.address == address)
    }
  }

  /// Hands a datagram to a host as if the network had brought it.
  func inject(_ bytes: [UInt8], into host: Host, from source: UnderlayAddress) {
    var buffer = bytes + [UInt8](repeating: 0, count: PacketLayout.relayRoom)
    var span = buffer.mutableSpan
    let reception = host.node.receive(
      &span, length: bytes.count, from: source, socket: 0, now: now)
    switch reception {
    case .consumed: break
    case .deliver(let delivery):
      host.delivered.append((delivery.source, Array(buffer[delivery.payload])))
    case .assembled(let packet, let delivery):
      var whole = [UInt8](repeating: 0, count: delivery.payload.upperBound)
      var bytes = whole.mutableSpan
      host.node.write(packet, to: &bytes)
      host.delivered.append((delivery.source, Array(whole[delivery.payload])))
    case .forward(var packet, let hops):
      guard relaying?(&packet, &buffer) ?? true else { break }
      for _ in 0..<repeats { forward(packet, hops, buffer, by: host) }
    }
    drain(host)
  }

  /// Has a host send its neighbour a packet with any header and payload, in a frame of its own.
  func forge(
    _ header: PacketHeader, _ payload: [UInt8], from number: Int, to other: Int
  ) throws {
    let host = hosts[number]
    guard let link = host.node.node.workingLink(to: hosts[other].node.identity) else {
      throw ForgeError.noLink
    }
    let start = DataHeader.longByteCount
    var buffer = [UInt8](repeating: 0, count: start + PacketHeader.byteCount)
    buffer += payload + [UInt8](repeating: 0, count: PacketLayout.tailroom)
    var span = buffer.mutableSpan
    header.write(to: &span, at: start)
    let frame = start..<(start + PacketHeader.byteCount + payload.count)
    guard let sent = host.node.sealFrame(&span, frame, on: link, isData: true) else {
      throw ForgeError.noLink
    }
    inject(Array(buffer[sent.range]), into: hosts[other], from: host.address)
  }

  enum ForgeError: Error {
    case noLink
  }

  private func forwardStripes(
    _ packet: Packet, _ hops: Hops, _ buffer: [UInt8], by host: Host
  ) {
    for index in 0...Int(hops.stripes) {
      var copy = [UInt8](repeating: 0, count: PacketLayout.bufferBytes)
      var span = copy.mutableSpan
      let part = SecureNode.cut(
        index, of: packet, stripes: Int(hops.stripes), from: buffer.span, to: &span)
      guard let sent = host.node.seal(&span, part, to: hops[index], now: now) else { continue }
      transmit(Array(copy[sent.range]), from: host.address, to: sent.destination)
    }
  }

  private func forward(_ packet: Packet, _ hops: Hops, _ buffer: [UInt8], by host: Host) {
    if hops.stripes > 0 { return forwardStripes(packet, hops, buffer, by: host) }
    for hop in [hops.first, hops.second] where hop != .none {
      var copy = buffer
      var span = copy.mutableSpan
      guard let sent = host.node.seal(&span, packet, to: hop, now: now) else { continue }
      transmit(Array(copy[sent.range]), from: host.address, to: sent.destination)
    }
  }

  /// Sends an application's bytes from one host to another; what became of them.
  @discardableResult
  func send(
    _ bytes: [UInt8], from source: Int, to destination: Int,
    class trafficClass: TrafficClass = .balanced, flow: UInt64 = 7
  ) -> Submission {
    let host = hosts[source]
    var buffer = [UInt8](repeating: 0, count: PacketLayout.headroom) + bytes
    buffer += [UInt8](repeating: 0, count: PacketLayout.tailroom)
    let payload = PacketLayout.headroom..<(PacketLayout.headroom + bytes.count)
    let submission = host.node.send(
      .datagram, to: hosts[destination].node.identity, trafficClass: trafficClass, flow: flow,
      payload: payload, now: now)
    if case .forward(let packet, let hops) = submission { forward(packet, hops, buffer, by: host) }
    drain(host)
    return submission
  }

  /// A member with genuine keys has a frame of its own making reach a neighbour.
  func send(frame: [UInt8], from source: Int, to destination: Int) {
    let host = hosts[source]
    guard let link = host.node.node.workingLink(to: hosts[destination].node.identity) else {
      return
    }
    var buffer = [UInt8](repeating: 0, count: PacketLayout.bufferBytes)
    let range = DataHeader.longByteCount..<(DataHeader.longByteCount + frame.count)
    buffer.replaceSubrange(range, with: frame)
    var span = buffer.mutableSpan
    guard let sent = host.node.sealFrame(&span, range, on: link, isData: false) else { return }
    transmit(Array(buffer[sent.range]), from: host.address, to: sent.destination)
  }

  private func drain(_ host: Host) {
    var buffer = [UInt8](repeating: 0, count: PacketLayout.bufferBytes)
    while true {
      var span = buffer.mutableSpan
      guard let effect = host.node.nextEffect(into: &span, now: now) else { return }
      if case .transmit(let sent) = effect {
        self.sent?(sent)
        transmit(Array(buffer[sent.range]), from: host.address, to: sent.destination)
      } else {
        host.events.append(effect)
      }
    }
  }

  private func transmit(
    _ bytes: [UInt8], from source: UnderlayAddress, to destination: UnderlayAddress
  ) {
    func number(_ address: UnderlayAddress) -> Int {
      hosts.firstIndex {
        $0.address == address || $0.translator?.outside.host == address.host
      } ?? -1
    }
    let seen =
      hosts.first { $0.address == source }?.translator?.leave(from: source, to: destination)
      ?? source
    passing?(seen, destination, bytes)
    if cuts.contains([number(source), number(destination)]) { return }
    guard let arriving = tamper.map({ $0(bytes) }) ?? bytes else { return }
    order += 1
    flying.append(
      Datagram(
        due: now + delay, order: order, source: seen, destination: destination,
        bytes: arriving))
  }
}
