public import OverlayCore

/// The network below a large overlay: what becomes of a datagram from one host to another.
///
/// ``NetworkModel`` keeps a full path model for each pair and serves meshes of some dozen hosts.
/// This one serves thousands: delays come from one of three sources, and what is rare (loss on
/// lines, partitions, cuts) takes memory only where it happens. The sources are
///
/// - a ``RoutedNetwork``: shortest paths over routers that fail and re-converge;
/// - an ``RTTMatrix``: measured round trips, halved;
/// - one delay for all, a local network.
///
/// Every sender draws from a generator of its own: what one host does leaves the luck of the others
/// alone. Equal seeds and equal questions in equal order give equal answers. Time must not run
/// backwards from one question to the next.
public struct Underlay: Sendable {
  /// The number of hosts, which are named `0..<hostCount`.
  public let hostCount: Int
  /// What it was given to carry so far.
  public private(set) var traffic = UnderlayTraffic()

  // One of the first two is set, or none. Not an enum: its payload cannot be changed in place, and
  // to copy a hundred megabytes for each datagram would not do.
  private var routed: RoutedNetwork?
  private let sites: SiteDelays?
  private let delay: Interval
  private let noise: DelayNoise
  private let loss: Double

  /// The time of the latest datagram.
  private var latest = Instant.zero
  private var generators: [SeededRandom]
  private var lines: [AccessLine]
  private var hasLossyLines = false
  private var partitions: [UInt16]
  private var troubles: PathTroubles

  /// Says that no path leads there.
  private static let unreachable = Interval(nanoseconds: .max)

  private init(
    hostCount: Int, routed: RoutedNetwork?, sites: SiteDelays?, delay: Interval, jitter: Interval,
    loss: Double, seed: UInt64
  ) {
    precondition(0...1 ~= loss, "a probability")
    precondition(jitter <= .seconds(3_600), "jitter out of range")
    self.hostCount = hostCount
    self.routed = routed
    self.sites = sites
    self.delay = delay
    self.loss = loss
    var seeds = SeededRandom(seed: seed)
    noise = DelayNoise(upTo: jitter, seed: seeds.next())
    generators = (0..<hostCount).map { _ in SeededRandom(seed: seeds.next()) }
    lines = Array(repeating: AccessLine(), count: hostCount)
    partitions = Array(repeating: 0, count: hostCount)
    troubles = PathTroubles(hostCount: hostCount)
  }

  /// Hosts on a router graph.
  ///
  /// - Parameters:
  ///   - jitter: The most that queues add to a delay.
  ///   - loss: Probability that a path loses a datagram, lines and failures aside, in `0...1`.
  ///   - seed: Decides what is lost and how delays waver.
  public static func routed(
    _ network: consuming RoutedNetwork, jitter: Interval = .microseconds(500), loss: Double = 0,
    seed: UInt64 = 1
  ) -> Underlay {
    Underlay(
      hostCount: network.hostCount, routed: network, sites: nil, delay: .zero, jitter: jitter,
      loss: loss, seed: seed)
  }

  /// Hosts at measured sites, one at each unless `sites` says otherwise.
  ///
  /// - Parameters:
  ///   - sites: The site of each host; several hosts may be at one.
  ///   - localDelay: One-way delay between hosts of one site.
  ///   - jitter: The most that queues add to a delay.
  ///   - loss: Probability that a path loses a datagram, in `0...1`. The data sets hold no losses.
  ///   - seed: Decides what is lost and how delays waver.
  public static func measured(
    _ matrix: RTTMatrix, sites: [Int]? = nil, localDelay: Interval = .microseconds(250),
    jitter: Interval = .microseconds(500), loss: Double = 0, seed: UInt64 = 1
  ) -> Underlay {
    let sites = sites ?? Array(0..<matrix.siteCount)
    precondition(sites.allSatisfy { 0..<matrix.siteCount ~= $0 }, "no such site")
    precondition(localDelay <= RTTMatrix.roundTripMax, "delay out of range")
    let delays = SiteDelays(
      matrix: matrix, sites: sites, localMicroseconds: UInt32(localDelay.nanoseconds / 1_000))
    return Underlay(
      hostCount: sites.count, routed: nil, sites: delays, delay: .zero, jitter: jitter, loss: loss,
      seed: seed)
  }

  /// Hosts on one local network, all equally far from each other.
  ///
  /// - Parameters:
  ///   - delay: One-way delay between any two hosts.
  ///   - jitter: The most that is added to it.
  ///   - loss: Probability that a datagram is lost, in `0...1`.
  ///   - seed: Decides what is lost and how delays waver.
  public static func uniform(
    hostCount: Int, delay: Interval, jitter: Interval = .zero, loss: Double = 0, seed: UInt64 = 1
  ) -> Underlay {
    precondition(hostCount > 0, "no hosts")
    return Underlay(
      hostCount: hostCount, routed: nil, sites: nil, delay: delay, jitter: jitter, loss: loss,
      seed: seed)
  }

  // MARK: - What becomes of a datagram

  /// What becomes of a datagram of `byteCount` bytes, headers of IP and UDP included.
  public mutating func send(
    from sender: Int, to receiver: Int, bytes byteCount: Int, at now: Instant
  ) -> Fate {
    latest = now
    traffic.datagrams &+= 1
    traffic.bytes &+= UInt64(byteCount)
    let fate = fate(from: sender, to: receiver, at: now)
    if case .arrives(let arrival) = fate {
      traffic.countArrival(of: byteCount, after: arrival - now)
    } else {
      traffic.countLoss()
    }
    return fate
  }

  private mutating func fate(from sender: Int, to receiver: Int, at now: Instant) -> Fate {
    var delay = propagation(from: sender, to: receiver, at: now)
    guard delay != Underlay.unreachable, partitions[sender] == partitions[receiver] else {
      return .lost(.unreachable)
    }
    if hasLossyLines {
      if lines[sender].losesOutward(at: now, random: &generators[sender])
        || lines[receiver].losesInward(at: now, random: &generators[sender])
      {
        return .lost(.access)
      }
    }
    if let place = troubles.place(from: sender, to: receiver) {
      if troubles[place].isCut { return .lost(.unreachable) }
      if troubles.loses(at: place, now: now, random: &generators[sender]) { return .lost(.random) }
      delay = troubles[place].delay ?? delay
    }
    if loss > 0, generators[sender].chance(loss) { return .lost(.random) }
    return .arrives(now + delay + noise.extra(path: sender * hostCount + receiver, at: now))
  }

  @inline(__always)
  private mutating func propagation(
    from sender: Int, to receiver: Int, at now: Instant
  ) -> Interval {
    precondition(sender >= 0 && sender < hostCount && receiver >= 0 && receiver < hostCount)
    let microseconds: UInt32
    if let latency = routed?.microseconds(from: sender, to: receiver, at: now) {
      microseconds = latency
    } else if let sites {
      microseconds = sites.microseconds(from: sender, to: receiver, at: now)
    } else {
      return sender == receiver ? .zero : delay
    }
    return microseconds == UInt32.max ? Underlay.unreachable : .microseconds(UInt64(microseconds))
  }

  // MARK: - What a checker may know

  /// The one-way delay from one host to the other as it is now, jitter aside; nil when no datagram
  /// gets there at all, loss aside.
  public mutating func delay(from sender: Int, to receiver: Int, at now: Instant) -> Interval? {
    let delay = propagation(from: sender, to: receiver, at: now)
    return delay == Underlay.unreachable
      ? nil : withTrouble(delay, from: sender, to: receiver)
  }

  /// The same as it was for the latest datagram, from whomever to whomever.
  ///
  /// On a router graph this is quick when one of the two has sent since routing last changed, and
  /// one search over the whole graph otherwise: ``RoutedNetwork/findAllPaths(at:)`` first makes
  /// all quick.
  public func delay(from sender: Int, to receiver: Int) -> Interval? {
    let delay: Interval?
    if let routed {
      delay = routed.workingDelay(from: sender, to: receiver)
    } else if let sites {
      let microseconds = sites.microseconds(from: sender, to: receiver, at: latest)
      delay = microseconds == RTTMatrix.missing ? nil : .microseconds(UInt64(microseconds))
    } else {
      delay = sender == receiver ? .zero : self.delay
    }
    return delay.flatMap { withTrouble($0, from: sender, to: receiver) }
  }

  /// What partitions, cuts and changed delays make of a delay.
  private func withTrouble(
    _ delay: Interval, from sender: Int, to receiver: Int
  ) -> Interval? {
    guard partitions[sender] == partitions[receiver] else { return nil }
    guard let place = troubles.place(from: sender, to: receiver) else { return delay }
    return troubles[place].isCut ? nil : troubles[place].delay ?? delay
  }

  /// Whether no datagram gets from one host to the other, loss aside.
  public mutating func isBroken(from sender: Int, to receiver: Int, at now: Instant) -> Bool {
    delay(from: sender, to: receiver, at: now) == nil
  }

  /// The number of router links on the path in use; nil when routing knows no path. One between
  /// any two hosts of an underlay without routers.
  public mutating func hops(from sender: Int, to receiver: Int, at now: Instant) -> Int? {
    guard routed != nil else { return sender == receiver ? 0 : 1 }
    return routed?.hops(from: sender, to: receiver, at: now)
  }

  /// Asks the router graph below something or makes it fail, in place; nil when there is none.
  public mutating func withRouters<Answer>(
    _ body: (inout RoutedNetwork) -> Answer
  ) -> Answer? {
    guard var network = routed.take() else { return nil }
    defer { routed = network }
    return body(&network)
  }

  // MARK: - What a fault changes

  /// Cuts the path or mends the cut, in this direction.
  public mutating func setCut(_ isCut: Bool, from sender: Int, to receiver: Int) {
    guard isCut || troubles.place(from: sender, to: receiver) != nil else { return }
    troubles.update(from: sender, to: receiver) { $0.isCut = isCut }
  }

  /// Makes the path lose more, in this direction.
  public mutating func setLoss(_ loss: LossModel, from sender: Int, to receiver: Int) {
    troubles.update(from: sender, to: receiver) { $0.loss = loss }
  }

  /// What the path loses more than the underlay loses anyway, in this direction.
  public func loss(from sender: Int, to receiver: Int) -> LossModel {
    troubles.place(from: sender, to: receiver).map { troubles[$0].loss } ?? .none
  }

  /// Gives the path another delay, in this direction.
  public mutating func setDelay(_ delay: Interval, from sender: Int, to receiver: Int) {
    troubles.update(from: sender, to: receiver) { $0.delay = delay }
  }

  /// Ends what the three above did to the path in this direction.
  public mutating func heal(from sender: Int, to receiver: Int) {
    troubles.heal(from: sender, to: receiver)
  }

  /// Puts each of `hosts` in the part called `part`; hosts in different parts are unreachable.
  public mutating func setPartition(_ part: Int, of hosts: some Sequence<Int>) {
    for host in hosts { partitions[host] = UInt16(part) }
  }

  /// The part that the host is in.
  public func partition(of host: Int) -> Int { Int(partitions[host]) }

  /// Changes the host's own line, which all its paths share.
  public mutating func setAccess(_ model: AccessModel, of host: Int) {
    lines[host].model = model
    hasLossyLines = lines.contains { $0.model != AccessModel() }
  }

  /// The host's own line.
  public func accessModel(of host: Int) -> AccessModel { lines[host].model }
}
