/// How a path loses datagrams while it is up.
public enum LossModel: Hashable, Sendable {
  /// Nothing is lost.
  case none
  /// Each datagram is lost with this probability, whatever became of the one before it.
  case independent(Double)
  /// Losses come in bursts.
  case bursty(GilbertElliott)

  /// The share of datagrams lost over a long time, in `0...1`.
  public var mean: Double {
    switch self {
    case .none: 0
    case .independent(let probability): probability
    case .bursty(let bursts): bursts.meanLoss
    }
  }
}
