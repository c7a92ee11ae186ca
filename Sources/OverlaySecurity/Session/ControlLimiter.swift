import OverlayCore

/// How many frames of each kind, other than packets, each neighbour may bring: what it makes this node
/// do and send is bounded by what it was granted, and takes nothing of what others were granted.
///
/// By neighbour and not by origin, as in the core's own limiter for the prefix plane: the session proves
/// who the neighbour is. Whoever opens a session anew is remembered, so that this refills nothing. What
/// is refused is counted, and told at most once a minute for each neighbour.
struct ControlLimiter: Sendable {
  /// What is counted together, and how much of it a neighbour may bring. The rates are well above what
  /// an honest member of the largest mesh sends: the figures beside them.
  enum Lane: Int, CaseIterable {
    /// Each change of a link, one update of two frames in 100 ms at most.
    case linkState
    /// One in 20 ms while updates are lost.
    case linkStateRequest
    /// Two frames each half a second while members differ.
    case memberSummary
    /// An answer to a summary, likewise.
    case memberRequest
    /// Everybody's at once after a partition, 63.
    case memberRecord
    /// Two messages for each renewal of a session, and for each that is tried again.
    case renewal
    /// One for each packet of a flow that cannot be passed on, but one in 20 ms for one destination.
    case refusal
    /// Fifty a second on each of four links.
    case tooBig
    /// The core's own bound is two thousand a second on each link.
    case label
    /// As fast as they are sent after a long partition (``RevocationExchange``).
    case revocation
    /// One in 50 ms while lists differ.
    case revocationDigest
    /// One in 50 ms and link while addresses change.
    case pathProof
    /// Three for each address, two seconds apart.
    case observedAddress
    /// One for each link that is given up.
    case linkEnd
    /// Bounded by kind in the core: `PrefixPlane.admits`.
    case prefix
    /// Bounded by kind in the core: `Directory.admits`.
    case directory
    /// Echo requests of people and programs, which draw an answer.
    case probe
    /// Traces, which draw an answer from every node on their way.
    case trace
    /// Addresses to try, sealed end to end: one in two seconds.
    case candidates
    /// Initiations that this node is to carry: to every member of a mesh at once, and again and again
    /// while some do not answer. Without this bound a flood would use up at its destination what this
    /// node's other passengers need there.
    case carriedInitiation
    /// Every other kind.
    case other

    /// The highest lasting rate.
    var perSecond: UInt64 {
      switch self {
      case .linkState: 64
      case .linkStateRequest: 64
      case .memberSummary: 8
      case .memberRequest: 8
      case .memberRecord: 64
      case .renewal: 8
      case .refusal: 256
      case .tooBig: 256
      case .label: 8_192
      case .revocation: 256
      case .revocationDigest: 64
      case .pathProof: 128
      case .observedAddress: 4
      case .linkEnd: 16
      case .prefix: 512
      case .directory: 1_024
      case .probe: 256
      case .trace: 16
      case .candidates: 4
      case .carriedInitiation: 64
      case .other: 16
      }
    }
  }

  /// How much of a lane's rate may come at once.
  static let burst = Interval.seconds(4)
  /// Between two reports of one neighbour.
  static let reportSpacing = Interval.seconds(60)

  private struct Entry: Sendable {
    var neighbour: NodeID
    var gates = [RateGate](repeating: RateGate(), count: Lane.allCases.count)
    var refused: UInt64 = 0
    var reportedAt: Instant?
  }

  private var entries: [Entry] = []
  /// Where each neighbour's entry is.
  private var places: [NodeID: Int] = [:]

  /// What became of a frame.
  enum Decision: Hashable {
    case taken
    case refused
    /// It was refused, and it is time to say how many were since the last report.
    case reported(refused: UInt64)
  }

  /// Whether a neighbour may bring one more frame of a kind now; counts it.
  mutating func decide(_ lane: Lane, from neighbour: NodeID, now: Instant) -> Decision {
    guard let place = place(of: neighbour, now: now) else { return .refused }
    let spacing = Interval(nanoseconds: 1_000_000_000 / lane.perSecond)
    guard
      !entries[place].gates[lane.rawValue].admits(spacing: spacing, burst: Self.burst, now: now)
    else { return .taken }
    entries[place].refused &+= 1
    if let before = entries[place].reportedAt, now - before < Self.reportSpacing {
      return .refused
    }
    let refused = entries[place].refused
    (entries[place].refused, entries[place].reportedAt) = (0, now)
    return .reported(refused: refused)
  }

  /// The neighbour's place, made when there is none; nil when all places are in use.
  private mutating func place(of neighbour: NodeID, now: Instant) -> Int? {
    if let place = places[neighbour] { return place }
    if entries.count >= SecurityLimits.peersMax {
      entries.removeAll { entry in entry.gates.allSatisfy { $0.isFull(at: now) } }
      places = [:]
      for (place, entry) in entries.enumerated() { places[entry.neighbour] = place }
      guard entries.count < SecurityLimits.peersMax else { return nil }
    }
    entries.append(Entry(neighbour: neighbour))
    places[neighbour] = entries.count - 1
    return entries.count - 1
  }
}

extension ControlLimiter.Lane {
  /// The lane of a frame's kind; nil for packets, and for beacons, which draw at most one answer in
  /// 5 ms on a link however many there are.
  init?(_ kind: FrameKind) {
    switch kind {
    case .packet, .labelledPacket, .beacon: return nil
    case .linkState: self = .linkState
    case .linkStateRequest: self = .linkStateRequest
    case .memberSummary: self = .memberSummary
    case .memberRequest: self = .memberRequest
    case .memberRecord: self = .memberRecord
    case .rekeyInitiation, .rekeyResponse: self = .renewal
    case .refusal: self = .refusal
    case .tooBig: self = .tooBig
    case .labelOffer, .labelAnswer: self = .label
    case .revocation: self = .revocation
    case .revocationQuestion, .revocationAnswer: self = .revocationDigest
    case .pathQuestion, .pathAnswer: self = .pathProof
    case .observedAddress: self = .observedAddress
    case .linkEnd: self = .linkEnd
    case .tableRequest, .contacts, .tableSummary, .announcement, .announcementAck, .relayNote:
      self = .prefix
    case let directory where directory.isDirectory: self = .directory
    // What nobody has thought of here gets the strictest rate.
    default: self = .other
    }
  }
}
