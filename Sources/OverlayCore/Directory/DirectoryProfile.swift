/// The constants of a directory, under a name.
public struct DirectoryProfile: Hashable, Sendable {
  /// Nodes that hold copies of a root's records: two, so that a record survives its root and one
  /// more within the time that copying takes.
  public var replicas = 2
  /// How often an owner says a record again within its lifetime: three times, so that two may be
  /// lost.
  public var refreshesPerLifetime: UInt64 = 3
  /// How often a root copies its records to the replicas though nothing has changed.
  public var replicationInterval = Interval.seconds(60)
  /// How long a replica hears nothing of a record before it hands it to the key's root itself: a
  /// root that is there has copied it twice by then.
  public var silenceMax = Interval.seconds(150)
  /// The least time between two copies of one record, so that an owner in a hurry cannot make its
  /// root flood the replicas.
  public var pushSpacing = Interval.seconds(1)
  /// How long the tables may settle after a change before records follow it.
  public var settle = Interval.milliseconds(500)
  /// Keys looked after at a time.
  public var sweepKeys = 8
  /// The pause between two such batches: 40 keys a second, well within a neighbour's rate.
  public var sweepPause = Interval.milliseconds(200)
  /// How long the first answer is waited for; doubled with each further attempt.
  public var answerTimeout = Interval.seconds(1)
  /// Attempts at a publication or a lookup before it is given up.
  public var attemptsMax = 4
  /// When a publication that nobody acknowledged is tried again.
  public var retryPause = Interval.seconds(30)
  /// The least time between two publications of a record because of a change of route.
  public var republishPause = Interval.seconds(10)
  /// The share by which timers are spread.
  public var jitter = 0.2
  /// Records kept for the network.
  public var recordsMax = 1_024
  /// Bytes of all records kept.
  public var bytesMax = 1 << 20
  /// Records kept of one owner.
  public var ownerRecordsMax = 64
  /// Bytes of all records kept of one owner.
  public var ownerBytesMax = 1 << 16
  /// Records kept under one key: no more than one answer holds.
  public var keyRecordsMax = Int(Limits.answerPartsMax)
  /// Records that this node publishes at a time.
  public var publicationsMax = 64
  /// Lookups of this node under way at a time.
  public var lookupsMax = 64
  /// Publications, removals and copies that one neighbour may bring in a second, its own and those
  /// that it passes on.
  public var publishesPerSecond: UInt64 = 128
  /// Lookups that one neighbour may bring in a second.
  public var lookupsPerSecond: UInt64 = 128
  /// Answers and acknowledgements that one neighbour may bring in a second. More than lookups, since
  /// an answer has up to ``Limits/answerPartsMax`` frames, but not so many more that lookups in
  /// another's name would bury it.
  public var repliesPerSecond: UInt64 = 512
  /// For how long a neighbour may go beyond its rates: what it did not use before.
  public var burst = Interval.seconds(2)

  /// A profile of the values above, to be changed one by one.
  public init() {}

  /// Ours: the default.
  public static let standard = DirectoryProfile()
}
