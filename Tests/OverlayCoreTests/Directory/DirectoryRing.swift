@testable import OverlayCore

/// Directories around a ring, with a route plane that is always right: a key's root is the living
/// node that is nearest to it, its replicas the next nearest, and every frame takes one hop.
final class DirectoryRing {
  /// One node.
  final class Host {
    let identity: NodeID
    var directory: Directory
    var isAlive = true
    /// Whether frames to and from it are lost, though others think that it is there.
    var isMute = false
    /// What it told the layer above.
    var told: [DirectoryEffect] = []

    init(_ identity: NodeID, profile: DirectoryProfile, seed: UInt64) {
      self.identity = identity
      directory = Directory(node: identity, profile: profile, seed: seed)
    }

    /// What came of its lookups.
    var results: [DirectoryResult] {
      told.compactMap { effect in
        if case .answered(let result) = effect { return result }
        return nil
      }
    }
  }

  private struct Flight {
    var at: Instant
    var bytes: [UInt8]
    var from: Int
    var to: Int
  }

  private(set) var hosts: [Host] = []
  private(set) var now = Instant(nanoseconds: 1_000_000_000)
  /// The share of frames that are lost.
  var loss = 0.0
  /// How many frames arrived, by kind.
  private(set) var arrived: [FrameKind: Int] = [:]
  private let profile: DirectoryProfile
  private let seed: UInt64
  private var random: SeededRandom
  private var flights: [Flight] = []
  private static let latency = Interval.milliseconds(20)

  init(_ count: Int, seed: UInt64 = 1, profile: DirectoryProfile = .standard) {
    self.profile = profile
    self.seed = seed
    random = SeededRandom(seed: seed)
    for _ in 0..<count { add() }
  }

  /// A node with an identifier of its own choice or a random one; everyone hears of it.
  @discardableResult
  func add(_ identity: NodeID? = nil) -> Host {
    let drawn = NodeID(UInt128(random.next()) << 64 | UInt128(random.next()))
    let host = Host(identity ?? drawn, profile: profile, seed: seed &+ UInt64(hosts.count) &* 977)
    hosts.append(host)
    placesChanged()
    return host
  }

  /// A crash.
  func kill(_ host: Host) {
    host.isAlive = false
    placesChanged()
  }

  /// The living nodes, the nearest to a key first.
  func nearest(_ key: NodeID) -> [Host] {
    hosts.filter(\.isAlive).sorted {
      let (left, right) = (distance($0.identity, key), distance($1.identity, key))
      return left == right ? $0.identity < $1.identity : left < right
    }
  }

  private func distance(_ one: NodeID, _ other: NodeID) -> UInt128 {
    min(one.value &- other.value, other.value &- one.value)
  }

  func run(for interval: Interval) {
    let end = now + interval
    while true {
      for host in hosts where host.isAlive { drain(host) }
      let arrival = flights.first?.at ?? .never
      let deadline = hosts.filter(\.isAlive).map(\.directory.nextDeadline).min() ?? .never
      let next = min(arrival, deadline)
      guard next <= end else { break }
      now = max(now, next)
      if arrival <= now { land(flights.removeFirst()) }
      for host in hosts where host.isAlive && host.directory.nextDeadline <= now {
        host.directory.advance(to: now)
      }
    }
    now = end
  }

  /// Looks a key up from a node and waits for what comes of it.
  func lookUp(_ key: UInt128, from host: Host) throws -> DirectoryResult? {
    let request = try host.directory.lookUp(DirectoryKey(key), now: now)
    for _ in 0..<40 {
      run(for: .milliseconds(500))
      if let result = host.results.first(where: { $0.request == request }) { return result }
    }
    return nil
  }

  private func placesChanged() {
    for host in hosts where host.isAlive { host.directory.placesChanged(now: now) }
  }

  private func drain(_ host: Host) {
    var buffer = [UInt8](repeating: 0, count: Limits.controlFrameBytesMax)
    while true {
      var span = buffer.mutableSpan
      guard let effect = host.directory.nextEffect(into: &span, at: 0, now: now) else { return }
      switch effect {
      case .send(let place, let length):
        send(Array(buffer[..<length]), from: host, toward: place)
      case .place(let key):
        let order = nearest(key.place)
        let isRoot = order[0] === host
        host.directory.place(
          key,
          DirectoryPlacement(
            nextHop: isRoot ? nil : order[0].identity,
            replicas: isRoot ? order.dropFirst().map(\.identity) : []),
          now: now)
      default: host.told.append(effect)
      }
    }
  }

  private func send(_ bytes: [UInt8], from host: Host, toward place: NodeID) {
    guard let root = nearest(place).first else { return }
    if root === host {
      try? host.directory.deliver(bytes.span, now: now)
    } else if !host.isMute, !root.isMute, !random.chance(loss) {
      let from = hosts.firstIndex { $0 === host } ?? 0
      let to = hosts.firstIndex { $0 === root } ?? 0
      flights.append(Flight(at: now + Self.latency, bytes: bytes, from: from, to: to))
    }
  }

  private func land(_ flight: Flight) {
    let host = hosts[flight.to]
    guard host.isAlive, let envelope = try? DirectoryEnvelope(flight.bytes.span) else { return }
    arrived[envelope.kind, default: 0] += 1
    let sender = hosts[flight.from].identity
    guard host.directory.admits(envelope.kind, from: sender, now: now) else { return }
    try? host.directory.deliver(flight.bytes.span, now: now)
  }
}
