public import OverlayCore

/// What one direction between two hosts does to datagrams.
public struct PathModel: Hashable, Sendable {
  /// Time a datagram is under way, without queueing.
  public var delay: Interval
  /// The most that is added to ``delay``, drawn uniformly for each datagram.
  public var jitter: Interval
  /// What is lost while the path is up.
  public var loss: LossModel
  /// Probability that a datagram arrives twice.
  public var duplication: Double
  /// Probability that a datagram is held back by ``reorderingDelay`` and overtaken.
  public var reordering: Double
  /// How long a reordered datagram is held back.
  public var reorderingDelay: Interval
  /// The bottleneck's rate in bits per second; zero means that there is none.
  public var bitsPerSecond: UInt64
  /// The longest that a datagram waits before the bottleneck; what would wait longer is lost.
  public var queueMax: Interval
  /// The most bytes before the bottleneck, what is just leaving included; what would be more is
  /// lost, unless the line is idle.
  public var queueBytesMax: Int
  /// The largest datagram that the path carries, in bytes with all headers.
  public var mtu: Int
  /// Whether the sender is told of a datagram that was too big, as a router does by ICMP, or not,
  /// as where a firewall drops that message. The driver's to do.
  public var tellsTooBig: Bool

  /// A path with this delay and no defects until others are set.
  public init(
    delay: Interval, jitter: Interval = .zero, loss: LossModel = .none, duplication: Double = 0,
    reordering: Double = 0, reorderingDelay: Interval = .milliseconds(5),
    bitsPerSecond: UInt64 = 0, queueMax: Interval = .milliseconds(200),
    queueBytesMax: Int = .max, mtu: Int = .max, tellsTooBig: Bool = false
  ) {
    self.delay = delay
    self.jitter = jitter
    self.loss = loss
    self.duplication = duplication
    self.reordering = reordering
    self.reorderingDelay = reorderingDelay
    self.bitsPerSecond = bitsPerSecond
    self.queueMax = queueMax
    self.queueBytesMax = queueBytesMax
    self.mtu = mtu
    self.tellsTooBig = tellsTooBig
  }
}
