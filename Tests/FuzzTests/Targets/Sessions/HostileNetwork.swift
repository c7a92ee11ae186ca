@testable import OverlayCore
@testable import OverlaySecurity

/// Four honest nodes and two hostile ones, with sessions and working links, on an underlay without
/// sockets: 5 ms one way, no loss. The far node and the victim reach each other through relays only.
struct HostileNetwork {
  /// Who plays; the raw value is the place in ``nodes``.
  enum Role: Int, CaseIterable {
    case victim, relay, otherRelay, far, hostile, otherHostile
  }

  /// Which plane the network runs.
  enum Plane: UInt8, CaseIterable {
    /// `auto`, far from its limit: a mesh.
    case mesh
    case prefix
    /// `auto`, at its limit.
    case crowded
  }

  private struct Arrival {
    var at: Instant
    var bytes: [UInt8]
    var source: UnderlayAddress
    var node: Int
    var socket: Int
  }

  static let honest: [Role] = [.victim, .relay, .otherRelay, .far]
  static let hostile: [Role] = [.hostile, .otherHostile]
  static let start = Instant(nanoseconds: 1_000_000_000)
  private static let latency = Interval.milliseconds(5)
  /// Events at one moment beyond which time is taken to stand still.
  private static let eventsAtOnceMax = 20_000

  let plane: Plane
  let nodes: [DrivenNode]
  private(set) var now = HostileNetwork.start
  private(set) var ledger = AddressLedger()
  private var isSilent = false
  /// Somebody has told of one member more than the limit allows.
  var isCrowded = false
  private var owners: [UnderlayAddress: (node: Int, socket: Int)] = [:]
  private var arrivals: [Arrival] = []
  /// Nodes that something has happened to since they were drained.
  private var touched = [Bool](repeating: true, count: Role.allCases.count)
  private var pulses: UInt8 = 0
  private var nextPulse = HostileNetwork.start

  init(_ plane: Plane) throws {
    self.plane = plane
    nodes = try Role.allCases.map { role in
      var configuration = FuzzNetwork.shared.configuration(
        Self.member(role), at: Self.address(role), knowing: Self.member(Self.gateway(of: role)),
        at: Self.address(Self.gateway(of: role)), seed: UInt64(role.rawValue + 1))
      configuration.sockets = Self.addresses(role)
      configuration.advertised = Self.addresses(role)
      configuration.node = Self.configuration(plane)
      return try DrivenNode(configuration, now: Self.start)
    }
    for (index, node) in nodes.enumerated() {
      for (socket, address) in node.addresses.enumerated() { owners[address] = (index, socket) }
    }
    for role in Self.hostile { owners[Self.secondAddress(role)] = (role.rawValue, 0) }
  }

  private static func configuration(_ plane: Plane) -> NodeConfiguration {
    switch plane {
    case .mesh: return .automatic
    case .prefix: return .prefix
    case .crowded:
      var configuration = NodeConfiguration.automatic
      configuration.outgrownAt = Role.allCases.count
      return configuration
    }
  }

  // MARK: Who is who

  static func member(_ role: Role) -> FuzzNetwork.Member {
    let network = FuzzNetwork.shared
    switch role {
    case .victim: return network.victim
    case .relay: return network.member
    default: return network.others[role.rawValue - 2]
    }
  }

  /// A member that is not there at all.
  static var absent: FuzzNetwork.Member { FuzzNetwork.shared.others[4] }

  private static func gateway(of role: Role) -> Role { role == .relay ? .victim : .relay }

  static func address(_ role: Role) -> UnderlayAddress {
    UnderlayAddress(ipv4: 0x0a00_0001 + UInt32(role.rawValue), port: 7_272)
  }

  /// The victim has two sockets.
  private static func addresses(_ role: Role) -> [UnderlayAddress] {
    role == .victim
      ? [address(role), UnderlayAddress(ipv4: 0x0a00_0101, port: 7_272)] : [address(role)]
  }

  /// Where a hostile member can receive as well.
  static func secondAddress(_ role: Role) -> UnderlayAddress {
    UnderlayAddress(ipv4: 0x0a00_0201 + UInt32(role.rawValue), port: 7_273)
  }

  /// Nobody is there, and nobody names them: only source addresses are forged to be these.
  static func stranger(_ number: UInt8) -> UnderlayAddress {
    if number & 1 == 0 { return UnderlayAddress(ipv4: 0xcb00_7100 | UInt32(number), port: 40_961) }
    return UnderlayAddress(
      family: .ipv4, host: UInt128(0xc633_6400 | UInt32(number)), port: 40_963)
  }

  private static func isStranger(_ address: UnderlayAddress) -> Bool {
    guard address.family == .ipv4 else { return false }
    let block = address.host >> 8
    return (block == 0xcb_0071 && address.port == 40_961)
      || (block == 0xc6_3364 && address.port == 40_963)
  }

  /// Nobody is there, but members name them.
  static func named(_ number: UInt8) -> UnderlayAddress {
    UnderlayAddress(ipv4: 0xc000_0200 | UInt32(number), port: 7_272)
  }

  subscript(role: Role) -> DrivenNode { nodes[role.rawValue] }

  func id(_ role: Role) -> NodeID { nodes[role.rawValue].identity }

  // MARK: Time

  /// Lets everybody run for a while.
  mutating func run(for duration: Interval) throws {
    let end = now + duration
    var events = 0
    try settle()
    while true {
      pulse()
      try drain()
      let next = nextEvent
      guard next <= end else { break }
      events = next > now ? 0 : events + 1
      guard events < Self.eventsAtOnceMax else { throw FuzzFailure("time stands still") }
      now = max(now, next)
      while let first = arrivals.first, first.at <= now {
        arrivals.removeFirst()
        arrive(first)
      }
      for index in running where nodes[index].node.nextDeadline <= now {
        nodes[index].advance(to: now)
        touched[index] = true
      }
    }
    now = max(now, end)
  }

  private var running: Range<Int> {
    0..<(isSilent ? Self.honest.count : nodes.count)
  }

  private var nextEvent: Instant {
    let deadline = running.map { nodes[$0].node.nextDeadline }.min() ?? .never
    return min(min(deadline, arrivals.first?.at ?? .never), nextPulse)
  }

  /// Drains everybody's effects, and puts their datagrams on the way.
  mutating func settle() throws {
    for index in running { touched[index] = true }
    try drain()
  }

  private mutating func drain() throws {
    for index in running where touched[index] {
      touched[index] = false
      try nodes[index].drain(now: now)
      for datagram in nodes[index].takeDatagrams() { try send(datagram, from: index) }
    }
  }

  private mutating func send(_ datagram: DrivenNode.Datagram, from index: Int) throws {
    let isHonest = index < Self.honest.count
    let (to, addresses) = (datagram.destination, nodes[index].addresses)
    guard addresses.indices.contains(datagram.socket) else {
      throw FuzzFailure("a datagram left from socket \(datagram.socket), which there is not")
    }
    guard let owner = owners[to] else {
      guard isHonest else { return }
      return try ledger.sent(
        datagram.bytes.count, to: to, isStranger: Self.isStranger(to), after: now - Self.start)
    }
    let ends = (min(index, owner.node), max(index, owner.node))
    guard ends != (Role.victim.rawValue, Role.far.rawValue), running.contains(owner.node) else {
      return
    }
    enqueue(
      datagram.bytes, from: addresses[datagram.socket], to: owner.node, socket: owner.socket,
      after: Self.latency)
  }

  private mutating func enqueue(
    _ bytes: [UInt8], from source: UnderlayAddress, to node: Int, socket: Int,
    after delay: Interval
  ) {
    let at = now + delay
    let place = arrivals.lastIndex { $0.at <= at }.map { $0 + 1 } ?? 0
    arrivals.insert(
      Arrival(at: at, bytes: bytes, source: source, node: node, socket: socket), at: place)
  }

  private mutating func arrive(_ arrival: Arrival) {
    guard running.contains(arrival.node) else { return }
    if arrival.node < Self.honest.count {
      ledger.received(arrival.bytes.count, from: arrival.source)
    }
    touched[arrival.node] = true
    nodes[arrival.node].receive(
      arrival.bytes, from: arrival.source, socket: arrival.socket, now: now)
  }

  /// A datagram reaches the victim now, from wherever it claims to come.
  mutating func deliver(_ bytes: [UInt8], from source: UnderlayAddress, socket: Int) {
    arrive(
      Arrival(
        at: now, bytes: bytes, source: source, node: Role.victim.rawValue, socket: socket))
  }

  /// It reaches the victim later, behind others.
  mutating func delay(
    _ bytes: [UInt8], from source: UnderlayAddress, socket: Int, by delay: Interval
  ) {
    enqueue(bytes, from: source, to: Role.victim.rawValue, socket: socket, after: delay)
  }

  mutating func name(_ address: UnderlayAddress) { ledger.named(address) }

  /// Strangers whose addresses an input happens to spell out are named by it.
  mutating func nameStrangers(in bytes: [UInt8]) {
    for index in bytes.indices.dropLast(3) {
      let number = bytes[index + 3]
      let stranger = Self.stranger(number)
      let front =
        UInt128(bytes[index]) << 16 | UInt128(bytes[index + 1]) << 8
        | UInt128(bytes[index + 2])
      if stranger.host >> 8 == front { name(stranger) }
    }
  }

  /// The hostile ones are heard no more.
  mutating func silence() {
    isSilent = true
    let running = running
    arrivals.removeAll { !running.contains($0.node) }
  }

  /// Two flows between honest nodes that cross relays: one in two copies, one in one.
  private mutating func pulse() {
    guard now >= nextPulse else { return }
    nextPulse = now + .milliseconds(250)
    pulses &+= 1
    let (victim, far) = (self[.victim], self[.far])
    touched[Role.victim.rawValue] = true
    touched[Role.far.rawValue] = true
    let bytes = [Self.pulseMark] + [UInt8](repeating: pulses, count: 99)
    far.submit(.datagram, bytes, to: victim.identity, .redundant, flow: 1, now: now)
    victim.submit(.datagram, bytes, to: far.identity, .balanced, flow: 2, now: now)
  }

  static let pulseMark: UInt8 = 0x5a

  /// Packets of those flows that have arrived so far.
  var pulsesArrived: (atVictim: Int, atFar: Int) {
    (
      self[.victim].delivered[id(.far)]?[Self.pulseMark] ?? 0,
      self[.far].delivered[id(.victim)]?[Self.pulseMark] ?? 0
    )
  }
}
