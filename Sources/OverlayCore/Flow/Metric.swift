/// By what the paths of a class are compared.
public enum Metric: Hashable, Sendable {
  /// Delay, and loss at the exchange rate of a listener's ear.
  case balanced
  /// Delay.
  case latency
  /// Share of packets lost.
  case loss
  /// What a TCP transfer could reach (RON's score; PAPERS.md, "RON").
  case throughput
  /// Variation of delay.
  case jitter
  /// What applications report, by the metric's number in ``NodeConfiguration/metrics``.
  case application(UInt8)

  /// The word in configuration and output; applications' metrics have names of their own.
  public var name: String {
    switch self {
    case .balanced: "balanced"
    case .latency: "latency"
    case .loss: "loss"
    case .throughput: "throughput"
    case .jitter: "jitter"
    case .application(let number): "metric-\(number)"
    }
  }

  /// Those that every node measures itself.
  public static let measured: [Metric] = [.balanced, .latency, .loss, .throughput, .jitter]
}
