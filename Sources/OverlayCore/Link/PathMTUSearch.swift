/// The search for the largest datagram that a path carries whole (RFC 8899, section 5).
///
/// Sizes are bytes of datagrams, without the headers of IP and UDP. Nothing is sent on a path that
/// carries no packets: whoever owns the search asks it for probes while there are some.
///
/// 1. The ceiling first, one probe: most paths carry it, and then the search is over.
/// 2. If that is lost, one probe of each common size at once, ten kilobytes at most: less than what
///    TCP sends unasked (RFC 6928). Within a round trip a size that works is known.
/// 3. Then one probe at a time: the next common size, and halves of what lies between, until less
///    than ``stepBytes`` are open. Three losses of one size mean that it is too big.
/// 4. Every ten minutes the next larger size is tried, for the path may have grown.
/// 5. When large frames go missing, the size that was found is probed again; if that fails thrice,
///    what is below is searched anew.
///
/// A probe counts as lost only once a beacon that was sent after it has been echoed: a path that
/// carries nothing at all, or has a long queue, says nothing about sizes. That makes the time to
/// wait short, where RFC 8899 needs a probe timer of seconds.
///
/// Until the first size is known, ``limit`` is the ceiling. Datagrams that carry packets may be
/// fragmented, so that most get through; and a host that was told of too small a size would keep to
/// it for ten minutes (RFC 1191, section 6.3).
struct PathMTUSearch: Hashable, Sendable {
  /// Where the search is.
  enum Phase: UInt8, Hashable, Sendable {
    /// Nothing has been sent.
    case unsearched
    /// The ceiling is tried.
    case climbing
    /// All common sizes are tried at once.
    case sweeping
    /// Between a size that works and one that does not.
    case narrowing
    /// Found.
    case found
    /// Found, and the next larger one is tried.
    case raising
    /// Found, and in doubt.
    case confirming
  }

  /// Sizes that need no proof: RFC 8899's BASE_PLPMTU for IPv6. On the rare IPv4 path that carries
  /// less, routers fragment.
  static let baseBytes = Limits.datagramBytesBase
  /// What the search leaves open. The sizes of all usual paths are multiples of it.
  static let stepBytes = 4
  /// RFC 8899's MAX_PROBES.
  static let probesMax: UInt8 = 3
  /// RFC 8899's PMTU_RAISE_TIMER.
  static let raiseInterval = Interval.seconds(600)
  /// Between two doubts: on a path that loses one packet in a hundred, a probe a second.
  static let doubtSpacing = Interval.seconds(1)
  /// Common sizes of IP packets: jumbo frames, Ethernet, PPPoE (RFC 2516), IP in IP, two cloud
  /// networks, WireGuard, mobile networks, IPv6's minimum (RFC 8200, section 5).
  static let commonMTUs: InlineArray<10, Int> = [
    9_000, 1_500, 1_492, 1_480, 1_460, 1_450, 1_420, 1_400, 1_340, 1_280,
  ]

  private(set) var phase = Phase.unsearched
  /// What should be sent at most.
  private(set) var limit: Int
  /// The largest that is worth a probe.
  private let ceiling: Int
  /// Bytes of IP's and UDP's headers on this path.
  private let headerBytes: Int
  /// The largest size that arrived.
  private var proven = PathMTUSearch.baseBytes
  /// The smallest that is too big.
  private var refused: Int
  /// The size under way; the smallest of several in a sweep; zero for none.
  private var awaited = 0
  /// When it was sent.
  private var sentAt = Instant.zero
  /// How often it was lost.
  private var losses: UInt8 = 0
  /// The place in the table of the sweep's next size.
  private var nextSwept = 0
  /// When a larger size is tried again.
  private var raiseAt = Instant.never
  private var isDoubted = false
  private var lastDoubt = Instant.zero

  /// Whether ``limit`` is a size that arrived, and not only hoped for.
  var isFound: Bool {
    switch phase {
    case .unsearched, .climbing, .sweeping: false
    case .narrowing, .found, .raising, .confirming: true
    }
  }

  /// A search that has not begun.
  ///
  /// - Parameters:
  ///   - mtu: The largest IP packet that is worth a probe, at most 65,535.
  ///   - headerBytes: What IP's and UDP's headers take of it: 28 or 48.
  init(mtu: Int, headerBytes: Int) {
    ceiling = max(mtu - headerBytes, Self.baseBytes)
    self.headerBytes = headerBytes
    limit = ceiling
    refused = ceiling + 1
    if ceiling == Self.baseBytes { phase = .found }
  }

  /// The next size to send a probe of; nil when there is none now. Call it until it says nil.
  ///
  /// - Parameters:
  ///   - now: The present.
  ///   - confirmed: When the newest beacon was sent that is known to have arrived.
  ///   - timeout: How long an answer may take.
  mutating func next(now: Instant, confirmed: Instant, timeout: Interval) -> Int? {
    // The wire tells microseconds: a beacon of the same moment is none that was sent later.
    if awaited > 0, now - sentAt >= timeout, confirmed > sentAt + .microseconds(1) {
      probeIsLost(now: now)
    }
    if phase == .sweeping { return nextOfSweep(now: now) }
    guard awaited == 0 else { return nil }
    switch phase {
    case .unsearched, .climbing:
      phase = .climbing
      return send(ceiling, now: now)
    case .narrowing:
      return send(candidate, now: now)
    case .found where isDoubted && proven > Self.baseBytes:
      phase = .confirming
      return send(proven, now: now)
    case .found where now >= raiseAt && proven < ceiling:
      phase = .raising
      refused = ceiling + 1
      return send(min(proven + Self.stepBytes, ceiling), now: now)
    case .raising:
      return send(min(proven + Self.stepBytes, ceiling), now: now)
    case .confirming:
      return send(proven, now: now)
    case .found, .sweeping:
      return nil
    }
  }

  /// Notes that a probe of `bytes` arrived, however late.
  mutating func acknowledge(_ bytes: Int, now: Instant) {
    guard bytes >= Self.baseBytes, bytes <= ceiling, phase != .unsearched else { return }
    if bytes >= refused { refused = ceiling + 1 }
    let isNews = bytes > proven
    proven = max(proven, bytes)
    switch phase {
    case .climbing where proven == ceiling, .sweeping where proven == ceiling:
      finish(now: now)
    case .narrowing where isNews:
      limit = proven
      settleAnswer()
      finishIfNarrow(now: now)
    case .raising where isNews:
      limit = proven
      settleAnswer()
      phase = .climbing
      if proven == ceiling { finish(now: now) }
    case .confirming where bytes == awaited:
      finish(now: now)
    case .found where isNews:
      limit = proven
    default:
      break
    }
  }

  /// Notes that large frames went missing, or that the path failed and came back.
  mutating func doubt(now: Instant) {
    guard phase == .found, proven > Self.baseBytes, now - lastDoubt >= Self.doubtSpacing else {
      return
    }
    lastDoubt = now
    isDoubted = true
  }

  /// The next size between what works and what does not.
  private var candidate: Int {
    for index in Self.commonMTUs.indices.reversed() {
      let size = Self.commonMTUs[index] - headerBytes
      if size > proven, size < refused, size <= ceiling { return size }
    }
    if refused > ceiling { return ceiling }
    return proven + max((refused - proven) / 2 / Self.stepBytes, 1) * Self.stepBytes
  }

  private mutating func send(_ bytes: Int, now: Instant) -> Int {
    awaited = bytes
    sentAt = now
    return bytes
  }

  private mutating func nextOfSweep(now: Instant) -> Int? {
    while nextSwept < Self.commonMTUs.count {
      let size = Self.commonMTUs[nextSwept] - headerBytes
      nextSwept += 1
      if size > proven, size < refused, size <= ceiling { return send(size, now: now) }
    }
    guard awaited == 0 else { return nil }
    // Nothing to sweep.
    sweepIsOver(now: now)
    return phase == .narrowing ? send(candidate, now: now) : nil
  }

  private mutating func probeIsLost(now: Instant) {
    let size = awaited
    awaited = 0
    losses += 1
    switch phase {
    case .climbing:
      sweep()
    case .sweeping:
      sweepIsOver(now: now)
    case .narrowing where losses >= Self.probesMax:
      losses = 0
      refused = size
      finishIfNarrow(now: now)
    case .raising where losses >= Self.probesMax:
      finish(now: now)
    case .confirming where losses >= Self.probesMax:
      refused = size
      proven = Self.baseBytes
      sweep()
    default:
      break
    }
  }

  /// The limit stays meanwhile: for a round trip, and what comes of it will be nearer the truth
  /// than the smallest size.
  private mutating func sweep() {
    phase = .sweeping
    nextSwept = 0
    settleAnswer()
  }

  private mutating func sweepIsOver(now: Instant) {
    phase = .narrowing
    limit = proven
    settleAnswer()
    finishIfNarrow(now: now)
  }

  private mutating func settleAnswer() {
    awaited = 0
    losses = 0
  }

  private mutating func finishIfNarrow(now: Instant) {
    if refused - proven <= Self.stepBytes && refused <= ceiling || proven == ceiling {
      finish(now: now)
    }
  }

  private mutating func finish(now: Instant) {
    settleAnswer()
    phase = .found
    limit = proven
    isDoubted = false
    raiseAt = now + Self.raiseInterval
  }
}
