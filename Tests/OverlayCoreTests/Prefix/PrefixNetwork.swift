@testable import OverlayCore

/// Nodes of the prefix plane joined without keys, in virtual time: a small and plain driver of
/// ``Node``, beside which the simulator's fast one can be checked.
final class PrefixNetwork {
  final class Host {
    var node: Node
    let contact: Contact
    /// By link, who is at the other end and which link it is there.
    var ends: [LinkID: (host: Int, link: LinkID)] = [:]

    /// What it had to say to the layer above, oldest first.
    var effects: [Effect] = []

    init(_ node: consuming Node, contact: Contact) {
      self.node = node
      self.contact = contact
    }
  }

  private enum Event {
    case frame(from: Int, to: Int, link: LinkID, counter: UInt64, bytes: [UInt8])
    case opening(from: Int, to: Int, tries: Int)
    case opened(from: Int, to: Int, link: LinkID)
    case probe(from: Int, to: Int)
    case answer(from: Int, to: Int, sent: Instant)
  }

  private struct Entry {
    var due: Instant
    var order: Int
    var event: Event
  }

  var hosts: [Int: Host] = [:]
  var now = Instant(nanoseconds: 1_000_000_000)
  var loss = 0.0
  /// What every path takes besides, as over a satellite.
  var detour = Interval.zero
  /// In which part of a partition each host is.
  var part: [Int: Int] = [:]
  private var cuts: Set<[Int]> = []
  private(set) var positions: [Int: (Double, Double)] = [:]
  private var numbers: [NodeID: Int] = [:]
  private var random: SeededRandom
  private var queue: [Entry] = []
  private var order = 0
  private let configuration: NodeConfiguration
  private let seed: UInt64

  init(seed: UInt64, configuration: NodeConfiguration) {
    self.seed = seed
    self.configuration = configuration
    random = SeededRandom(seed: seed)
  }

  static func identity(_ number: Int, seed: UInt64) -> NodeID {
    var random = SeededRandom(seed: seed &* 1_000_003 &+ UInt64(number))
    return NodeID(UInt128(random.next()) << 64 | UInt128(random.next()))
  }

  /// Starts a host that joins through the given ones.
  func start(_ number: Int, through gateways: [Int]) {
    let identity = Self.identity(number, seed: seed)
    let contact = Contact(
      node: identity, key: NodeKey(high: 0, low: UInt128(number)),
      endpoint: UnderlayAddress(ipv4: UInt32(number + 1), port: 1))
    let record = MemberRecord(
      node: identity, incarnation: 1, sequence: 0, endpoints: [], credential: [])
    let node = Node(
      record: record, contact: contact, configuration: configuration,
      seed: seed &* 7_919 &+ UInt64(number), now: now)
    if positions[number] == nil { positions[number] = (random.fraction(), random.fraction()) }
    numbers[identity] = number
    let host = Host(node, contact: contact)
    hosts[number] = host
    host.node.join(through: gateways.compactMap { hosts[$0]?.contact }, now: now)
    drain(number)
  }

  /// Ends a host without a word.
  func kill(_ number: Int) { hosts[number] = nil }

  /// Ends a host after it said farewell.
  func leave(_ number: Int) {
    if let own = hosts[number]?.node.ownRecord {
      hosts[number]?.node.announce(own.departing, now: now)
    }
    drain(number)
    kill(number)
  }

  /// One way, in milliseconds of the distance on a plane.
  func delay(_ first: Int, _ second: Int) -> Interval {
    guard let one = positions[first], let two = positions[second] else { return .zero }
    let distance = ((one.0 - two.0) * (one.0 - two.0) + (one.1 - two.1) * (one.1 - two.1))
      .squareRoot()
    return detour + .milliseconds(1) + Interval.milliseconds(50).scaled(by: distance)
  }

  func reaches(_ first: Int, _ second: Int) -> Bool {
    part[first, default: 0] == part[second, default: 0]
      && !cuts.contains([min(first, second), max(first, second)])
  }

  /// Cuts the path between two hosts, in both directions.
  func cut(_ first: Int, _ second: Int) {
    cuts.insert([min(first, second), max(first, second)])
  }

  func node(_ number: Int) -> NodeID { Self.identity(number, seed: seed) }

  func run(for interval: Interval) {
    let end = now + interval
    while true {
      let first = queue.indices.min {
        (queue[$0].due, queue[$0].order) < (queue[$1].due, queue[$1].order)
      }
      let due = first.map { queue[$0].due } ?? .never
      let waking = hosts.keys.sorted().min {
        hosts[$0]!.node.nextDeadline < hosts[$1]!.node.nextDeadline
      }
      let deadline = waking.map { hosts[$0]!.node.nextDeadline } ?? .never
      guard min(due, deadline) <= end else { break }
      now = max(now, min(due, deadline))
      if deadline <= due, let waking {
        hosts[waking]?.node.advance(to: now)
        drain(waking)
      } else if let first {
        queue.swapAt(first, queue.count - 1)
        handle(queue.removeLast().event)
      }
    }
    now = end
  }

  private func send(_ event: Event, from: Int, to: Int) {
    guard hosts[to] != nil, reaches(from, to), !random.chance(loss) else { return }
    order += 1
    queue.append(Entry(due: now + delay(from, to), order: order, event: event))
  }

  private func handle(_ event: Event) {
    switch event {
    case .frame(let from, let to, let link, let counter, let bytes):
      guard let host = hosts[to], let end = host.ends[link], end.host == from else { return }
      host.node.count(link, counter: counter, bytes: bytes.count, isData: false, now: now)
      if let record = try? MemberRecord(bytes.span) {
        // Without keys there is nothing to verify.
        _ = host.node.admit(record, isDirect: false, now: now)
      } else {
        try? host.node.receive(bytes.span, on: link, now: now)
      }
      drain(to)
    case .opening(let from, let to, _):
      guard let host = hosts[to], let caller = hosts[from],
        let link = host.ends.first(where: { $0.value.host == from })?.key
          ?? host.node.addLink(with: caller.contact, now: now)
      else { return }
      if host.ends[link] == nil { host.ends[link] = (from, .none) }
      send(.opened(from: to, to: from, link: link), from: to, to: from)
      drain(to)
    case .opened(let from, let to, let remote):
      guard let host = hosts[to], let other = hosts[from] else { return }
      var link = host.ends.first { $0.value.host == from }?.key
      if link == nil { link = host.node.addLink(with: other.contact, now: now) }
      guard let link else { return }
      host.ends[link] = (from, remote)
      other.ends[remote] = (to, link)
      drain(to)
    case .probe(let from, let to):
      send(
        .answer(
          from: to, to: from,
          sent: Instant(nanoseconds: now.nanoseconds - delay(from, to).nanoseconds)), from: to,
        to: from)
    case .answer(let from, let to, let sent):
      guard let host = hosts[to] else { return }
      host.node.measured(Self.identity(from, seed: seed), roundTrip: now - sent, now: now)
      drain(to)
    }
  }

  private func drain(_ number: Int) {
    var buffer = [UInt8](repeating: 0, count: Limits.controlFrameBytesMax)
    while let host = hosts[number] {
      var span = buffer.mutableSpan
      guard let effect = host.node.nextEffect(into: &span, at: 0, now: now) else { return }
      switch effect {
      case .send(let link, let length):
        guard let counter = host.node.stamp(link, bytes: length, isData: false),
          let end = host.ends[link], end.link != .none
        else { continue }
        send(
          .frame(
            from: number, to: end.host, link: end.link, counter: counter,
            bytes: Array(buffer[..<length])), from: number, to: end.host)
      case .connect(let contact):
        guard let other = numbers[contact.node] else { continue }
        if hosts[other] == nil || !reaches(number, other) {
          host.node.connectFailed(contact.node, now: now)
        } else {
          send(.opening(from: number, to: other, tries: 0), from: number, to: other)
        }
      case .measure(let contact):
        if let other = numbers[contact.node] {
          send(.probe(from: number, to: other), from: number, to: other)
        }
      case .disconnect(let link):
        host.node.removeLink(link, now: now)
        host.ends[link] = nil
      default: host.effects.append(effect)
      }
    }
  }

  /// The hosts that a packet visits, by asking each node's forwarding rule in turn.
  func walk(
    from source: Int, to destination: Int, flow: UInt64
  ) -> (visits: [Int], header: PacketHeader, hasArrived: Bool) {
    var (header, verdict) = hosts[source]!.node.originate(
      to: node(destination), trafficClass: .balanced, kind: .ip, flow: flow, now: now)
    var visits = [source]
    while case .forward(let hops) = verdict {
      let place = visits[visits.count - 1]
      guard let end = hosts[place]?.ends[hops.first], reaches(place, end.host),
        let host = hosts[end.host]
      else { break }
      visits.append(end.host)
      verdict = host.node.route(header, from: end.link, now: now)
      if verdict == .deliver { return (visits, header, end.host == destination) }
      if case .forward(let next) = verdict { header.pass(over: next) }
    }
    return (visits, header, false)
  }

  // MARK: - What checkers ask

  var live: [Int] { hosts.keys.sorted() }

  /// Entries that some live node could fill and that are empty, as text.
  func holes() -> [String] {
    let base = configuration.prefix.base
    var found: [String] = []
    for number in live {
      guard let host = hosts[number] else { continue }
      let entries = host.node.tableEntries()
      for other in live where other != number {
        let node = Self.identity(other, seed: seed)
        let own = host.contact.node
        let level = base.sharedDigits(own, node)
        let digit = base.digit(of: node, at: level)
        let isFilled = entries.contains { $0.level == level && $0.digit == digit }
        if !isFilled { found.append("\(number): level \(level) digit \(digit) for \(other)") }
      }
    }
    return found
  }

  /// Table entries that name nodes which are not there.
  func ghosts() -> Int {
    live.reduce(0) { sum, number in
      sum
        + (hosts[number]?.node.tableEntries() ?? []).flatMap(\.nodes).filter { node in
          numbers[node].map { hosts[$0] == nil } ?? true
        }.count
    }
  }

  /// The host at which a key's route ends, from a host; nil when it loops.
  func root(of key: NodeID, from number: Int) -> Int? {
    var place = number
    for _ in 0..<40 {
      guard let host = hosts[place] else { return nil }
      guard let next = host.node.nextHops(toward: key).first else { return place }
      guard let number = numbers[next] else { return nil }
      place = number
    }
    return nil
  }

  /// The root by brute force over all live nodes: surrogate routing on the whole membership.
  func trueRoot(of key: NodeID) -> Int? {
    let base = configuration.prefix.base
    var candidates = live
    for level in 0..<base.digits where candidates.count > 1 {
      for offset in 0..<base.count {
        let digit = (base.digit(of: key, at: level) + offset) % base.count
        let matching = candidates.filter {
          base.digit(of: Self.identity($0, seed: seed), at: level) == digit
        }
        if !matching.isEmpty {
          candidates = matching
          break
        }
      }
    }
    return candidates.first
  }
}
