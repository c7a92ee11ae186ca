/// What a class asks of paths and how it uses them.
public struct ClassRule: Hashable, Sendable {
  /// By what paths are compared.
  public var metric: Metric
  /// What is sent beyond each packet once.
  public var redundancy: Redundancy
  /// Where packets may pass.
  public var relay: RelayChoice
  /// Paths of more delay, one way, are taken only when no other is left.
  public var latencyMax: Interval?
  /// Paths of more loss, 0...1, are taken only when no other is left.
  public var lossMax: Double?
  /// Whether its flows are shared out over all good paths, each flow on one (RON, section 3.2,
  /// "multipath").
  public var spreads: Bool

  /// A rule; what is not given asks nothing.
  public init(
    metric: Metric = .balanced, redundancy: Redundancy = .single, relay: RelayChoice = .any,
    latencyMax: Interval? = nil, lossMax: Double? = nil, spreads: Bool = false
  ) {
    self.metric = metric
    self.redundancy = redundancy
    self.relay = relay
    self.latencyMax = latencyMax
    self.lossMax = lossMax
    self.spreads = spreads
  }

  /// How many numbers of a flow each packet takes.
  @inline(__always)
  var framesPerPacket: Int {
    if case .parity(let stripes) = redundancy { return Int(stripes) + 1 }
    return 1
  }

  /// Whether a path stays within the bounds.
  func isWithinBounds(latencyMilliseconds: Double, loss: Double) -> Bool {
    if let latencyMax, latencyMilliseconds > latencyMax.inMilliseconds { return false }
    if let lossMax, loss > lossMax { return false }
    return true
  }
}
