public import OverlaySimulator

/// What kind of demonstration to give.
public struct DemoConfiguration: Sendable {
  /// What goes wrong.
  public var scenario: SiteScenario
  /// How long the streams run, in seconds.
  public var seconds: Int
  /// The `selvedge` command to start daemons with.
  public var executable: String

  /// The shortest run in which every scenario has time to show something.
  public static let secondsMin = 15
  /// The longest.
  public static let secondsMax = 86_400

  /// A demonstration of `seconds`, in `secondsMin...secondsMax`.
  public init(scenario: SiteScenario, seconds: Int, executable: String) {
    precondition(Self.secondsMin...Self.secondsMax ~= seconds, "length out of range")
    self.scenario = scenario
    self.seconds = seconds
    self.executable = executable
  }
}
