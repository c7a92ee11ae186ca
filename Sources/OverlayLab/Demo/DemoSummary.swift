/// What a demonstration measured, for people and as the one JSON object that ends `--json`.
public struct DemoSummary: Codable, Hashable, Sendable {
  /// How fast the voice stream over the overlay flowed again after its path failed.
  public struct Recovery: Codable, Hashable, Sendable {
    /// The median, in milliseconds; nil when there was nothing to recover from.
    public var median: Double?
    /// The longest, in milliseconds.
    public var max: Double?
    /// How many failures hit the path in use.
    public var runs: Int

    /// Writes every name, with null for what there is no figure for.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(median, forKey: .median)
      try container.encode(max, forKey: .max)
      try container.encode(runs, forKey: .runs)
    }
  }

  /// What became of a voice stream.
  public struct Stream: Codable, Hashable, Sendable {
    /// Datagrams that set out.
    public var sent: Int
    /// Datagrams that arrived.
    public var received: Int
    /// The median time there and back, in milliseconds; nil when nothing came back.
    public var roundTripMedian: Double?

    enum CodingKeys: String, CodingKey {
      case sent, received
      case roundTripMedian = "rtt_ms_median"
    }

    /// Writes every name, with null for what there is no figure for.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(sent, forKey: .sent)
      try container.encode(received, forKey: .received)
      try container.encode(roundTripMedian, forKey: .roundTripMedian)
    }
  }

  /// The scenario's name.
  public var scenario: String
  /// Recovery of the overlay's stream.
  public var recovery: Recovery
  /// The stream straight from site to site.
  public var direct: Stream
  /// The stream over the overlay.
  public var overlay: Stream

  enum CodingKeys: String, CodingKey {
    case scenario, direct, overlay
    case recovery = "recovery_ms"
  }

  /// The figures of two ledgers and of all recoveries.
  public init(
    scenario: String, recoveries: [Double], direct: StreamLedger, overlay: StreamLedger
  ) {
    let sorted = recoveries.sorted()
    self.scenario = scenario
    recovery = Recovery(
      median: sorted.isEmpty ? nil : sorted[sorted.count / 2], max: sorted.last,
      runs: sorted.count)
    self.direct = Stream(direct)
    self.overlay = Stream(overlay)
  }
}

extension DemoSummary.Stream {
  fileprivate init(_ ledger: StreamLedger) {
    self.init(
      sent: ledger.sentCount, received: ledger.receivedCount,
      roundTripMedian: ledger.medianRoundTrip())
  }
}
