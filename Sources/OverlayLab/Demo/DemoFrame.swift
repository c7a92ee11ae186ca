/// Everything that the demonstration shows at one moment.
public struct DemoFrame: Hashable, Sendable {
  /// The scenario's name.
  public var scenario: String
  /// Seconds since the streams began.
  public var elapsedSeconds = 0
  /// Seconds that the demonstration lasts.
  public var totalSeconds: Int
  /// What is wrong with the network at the moment, in words; empty when nothing is.
  public var trouble = ""
  /// Straight from site to site, as the Internet would have it.
  public var direct = DemoSide()
  /// Over the overlay.
  public var overlay = DemoSide()
  /// What happened, oldest first, such as `12.0 s  cut MIT ↔ ArosNet`.
  public var events: [String] = []

  /// A frame before anything happened.
  public init(scenario: String, totalSeconds: Int) {
    self.scenario = scenario
    self.totalSeconds = totalSeconds
  }
}
