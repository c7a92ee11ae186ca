public import OverlayCore

// Nodes start, crash and leave.

extension ScaleSimulation {
  /// The identity of the node on a host, the same each time it starts: spread uniformly, as hashes
  /// of keys are.
  public func identity(of host: Int) -> NodeID { contact(of: host).node }

  /// How others open a session with the node on a host.
  func contact(of host: Int) -> Contact { contacts[host] }

  /// The host that a contact names; nil when it is none of this simulation.
  func hostNumber(of contact: Contact) -> Int? {
    let number = Int(contact.endpoint.host) - Int(Self.firstAddress)
    return hosts.indices.contains(number) ? number : nil
  }

  /// The host of a node; nil when it is none of this simulation.
  public func host(of node: NodeID) -> Int? { numbers[node] }

  static let firstAddress: UInt32 = 10 << 24

  static func makeContacts(
    count: Int, identities: [NodeID], random: inout SeededRandom
  ) -> [Contact] {
    (0..<count).map { number in
      func word() -> UInt128 { UInt128(random.next()) << 64 | UInt128(random.next()) }
      let drawn = NodeID(word())
      return Contact(
        node: number < identities.count ? identities[number] : drawn,
        key: NodeKey(high: word(), low: word()),
        endpoint: UnderlayAddress(ipv4: firstAddress + UInt32(number), port: 7272))
    }
  }

  /// Whether a node runs on the host.
  public func isRunning(_ host: Int) -> Bool { hosts[host] != nil }

  /// Hosts with a node, in order.
  public var runningHosts: [Int] { hosts.indices.filter { hosts[$0] != nil } }

  /// Whether a node runs on the host that has joined the network of the prefix plane.
  public func isJoined(_ host: Int) -> Bool { hosts[host]?.node.isJoined ?? false }

  /// Hosts with a node that has joined the network of the prefix plane, in order.
  public var joinedHosts: [Int] {
    hosts.indices.filter { hosts[$0]?.node.isJoined ?? false }
  }

  /// Starts a node of the prefix plane, which joins through the nodes on the hosts given; with
  /// none of them it is the first of the network.
  public mutating func start(_ host: Int, through gateways: [Int]) {
    guard let started = place(host) else { return }
    started.node.join(through: gateways.map { contacts[$0] }, now: now)
    settle(started)
  }

  /// Starts a node that joins through some nodes which run already, drawn by the seed.
  public mutating func start(_ host: Int, gateways count: Int = 3) {
    let joined = joinedHosts
    var gateways: [Int] = []
    for _ in 0..<min(count, joined.count) {
      gateways.append(joined[Int(random.next() % UInt64(joined.count))])
    }
    start(host, through: gateways)
  }

  /// Starts nodes of the mesh plane that know of each other and have sessions from the outset:
  /// traffic for the engine's own measurements.
  public mutating func startMesh(_ members: [Int]) {
    precondition(members.count <= Limits.membersMax, "more hosts than a mesh has members")
    var started: [ScaleHost] = []
    for member in members {
      if let host = place(member) { started.append(host) }
    }
    for host in started {
      for other in started where other !== host {
        guard let record = other.node.ownRecord else { continue }
        _ = host.node.admit(record, isDirect: false, now: now)
      }
    }
    for (rank, host) in started.enumerated() {
      for other in started[(rank + 1)...] { pair(host, other) }
    }
    for host in started { settle(host) }
  }

  /// The node stops at once.
  public mutating func crash(_ host: Int) {
    guard let stopped = hosts[host] else { return }
    retired = retired + stopped.sent
    hosts[host] = nil
    running -= 1
  }

  /// The node says farewell and stops.
  public mutating func leave(_ host: Int) {
    guard let leaving = hosts[host] else { return }
    if let own = leaving.node.ownRecord { leaving.node.announce(own.departing, now: now) }
    settle(leaving)
    crash(host)
  }

  /// What the nodes have sent together, those included that have stopped.
  public var sent: SentCounts {
    hosts.reduce(retired) { sum, host in host.map { sum + $0.sent } ?? sum }
  }

  /// What the node on a host has sent; nothing when none runs there.
  public func sent(by host: Int) -> SentCounts { hosts[host]?.sent ?? SentCounts() }

  /// How many links the node on a host has.
  public func linkCount(of host: Int) -> Int {
    hosts[host]?.ends.reduce(0) { $0 + ($1.isVacant ? 0 : 1) } ?? 0
  }

  // MARK: - Putting nodes and sessions in place

  private mutating func place(_ host: Int) -> ScaleHost? {
    guard hosts[host] == nil else { return nil }
    births += 1
    let node = Node(
      record: record(of: host), contact: contact(of: host), configuration: configuration.node,
      seed: random.next(), now: now)
    let placed = ScaleHost(index: host, birth: births, node: node)
    hosts[host] = placed
    running += 1
    return placed
  }

  private func record(of host: Int) -> MemberRecord {
    MemberRecord(
      node: contact(of: host).node, incarnation: UInt64(births), sequence: 0,
      endpoints: [contact(of: host).endpoint], credential: [])
  }

  private mutating func pair(_ first: ScaleHost, _ second: ScaleHost) {
    guard let there = addLink(with: contact(of: second.index), on: first),
      let back = addLink(with: contact(of: first.index), on: second)
    else { return }
    sessions += 1
    first.setEnd(
      there, LinkEnd(peer: UInt32(second.index), peerLink: back, session: sessions))
    second.setEnd(
      back, LinkEnd(peer: UInt32(first.index), peerLink: there, session: sessions))
  }

  /// A link of either plane.
  mutating func addLink(with contact: Contact, on host: ScaleHost) -> LinkID? {
    configuration.node.plane == .mesh
      ? host.node.addLink(to: contact.node, now: now)
      : host.node.addLink(with: contact, now: now)
  }

  /// Does what a node wants done, other than sending a frame.
  mutating func take(_ effect: Effect, of host: ScaleHost) {
    switch effect {
    case .connect(let contact): open(contact, from: host)
    case .measure(let contact): probe(contact, from: host)
    case .disconnect(let link): close(link, of: host)
    case .answered(let result):
      answers.append(ScaleAnswer(host: host.index, time: now, result: result))
    case .send, .probe, .linkChanged, .memberChanged, .routeChanged, .published, .refused,
      .unanswered,
      .outgrown:
      break
    }
  }
}
