/// The constants by which links are measured.
public struct LinkProfile: Hashable, Sendable {
  /// Between beacons of a link that carries nothing.
  public var idleInterval: Interval
  /// Between beacons of a link that only the neighbour has an interest in.
  public var passiveInterval: Interval
  /// Between beacons of a link that stands ready as an active destination's backup.
  public var warmInterval: Interval
  /// Between beacons of a link that carries traffic.
  public var activeInterval: Interval
  /// How long after its last packet a link still counts as carrying traffic.
  public var activeHold: Interval
  /// Between probes once a link is silent for longer than its peer announced.
  public var pollSpacing: Interval
  /// Probes without an answer before the link is suspect.
  public var pollsMax: Int
  /// Between beacons of a suspect link, and of one that is proving itself.
  public var suspectInterval: Interval
  /// Between beacons of a link that is down.
  public var downInterval: Interval
  /// From suspicion to down.
  public var downAfter: Interval
  /// Timers are spread by this share of their length, to either side.
  public var jitter: Double
  /// Acknowledged beacons in a row before a link is up.
  public var proofBeacons: Int
  /// How long a link that failed once must prove itself; doubled by each further failure.
  public var proofDuration: Interval
  /// The longest proof.
  public var proofDurationMax: Interval
  /// Up for this long, a link is forgiven one failure.
  public var forgiveAfter: Interval
  /// Weight of a new round-trip sample.
  public var roundTripGain: Double
  /// Frames over which loss is averaged.
  public var lossWindow: Double
  /// The weight α of each acknowledgement in equation 2 of the Tapestry paper, whatever the number
  /// of frames; zero to weigh by frames, with ``lossWindow``.
  public var lossGain = 0.0

  /// Ours: an idle link costs 100 bytes each 2.5 s, a used one is beaconed every 30 ms so that
  /// silence shows in about 140 ms. `Benchmarks` and the namespace tests hold the figures.
  ///
  /// Loss is averaged over 400 frames: an estimate of 1 % then strays by 0.35 %, and a loss of
  /// 30 % still shows as 3 % after 44 frames, a third of a second of ordinary traffic.
  public static let standard = LinkProfile(
    idleInterval: .milliseconds(2_500), passiveInterval: .milliseconds(2_500),
    warmInterval: .milliseconds(250), activeInterval: .milliseconds(30), activeHold: .seconds(2),
    pollSpacing: .milliseconds(30), pollsMax: 3,
    suspectInterval: .milliseconds(100), downInterval: .seconds(1), downAfter: .seconds(10),
    jitter: 0.15, proofBeacons: 3, proofDuration: .seconds(1),
    proofDurationMax: .seconds(60), forgiveAfter: .seconds(60),
    roundTripGain: 1.0 / 8, lossWindow: 400)

  /// RON's: a probe every 12 s and up to 4 s more, 3 s to answer, four losses in a row are an
  /// outage, latency an average with weight 0.1, loss the mean of the last 100 probes
  /// (PAPERS.md, "RON").
  public static let ron = LinkProfile(
    idleInterval: .seconds(14), passiveInterval: .seconds(14), warmInterval: .seconds(14),
    activeInterval: .seconds(14),
    activeHold: .zero, pollSpacing: .seconds(3), pollsMax: 4,
    suspectInterval: .seconds(3), downInterval: .seconds(14), downAfter: .seconds(60),
    jitter: 1.0 / 7, proofBeacons: 1, proofDuration: .zero, proofDurationMax: .zero,
    forgiveAfter: .seconds(60), roundTripGain: 0.1, lossWindow: 100)

  /// Ours under prefix routing: a node has several times as many links as in a mesh, most of them
  /// idle, so that they are beaconed half as often. Links in use are as quick as in a mesh.
  public static let prefix = {
    var profile = standard
    profile.idleInterval = .seconds(5)
    profile.passiveInterval = .seconds(10)
    profile.downAfter = .seconds(5)
    return profile
  }()

  /// The Tapestry paper's: a beacon every 300 ms to primaries and every 600 ms to backups,
  /// acknowledgements "at longer periodic intervals", loss by equation 2 with α = 0.2 (ICNP 2003,
  /// sections 2.2 and 4.2). The period of acknowledgements is not given; twice the beacons' gives
  /// the paper's switch times.
  public static let tapestry = tapestry(period: .milliseconds(300), gain: 0.2)

  /// The Tapestry paper's with another beacon period and another α, as its figure 16 varies them.
  public static func tapestry(period: Interval, gain: Double) -> LinkProfile {
    LinkProfile(
      idleInterval: period, passiveInterval: period * 2, warmInterval: period,
      activeInterval: period, activeHold: .zero, pollSpacing: period, pollsMax: 6,
      suspectInterval: period, downInterval: period * 4, downAfter: period * 8, jitter: 0.1,
      proofBeacons: 1, proofDuration: .zero, proofDurationMax: .zero,
      forgiveAfter: .seconds(60), roundTripGain: 1.0 / 8, lossWindow: 100, lossGain: gain)
  }
}
