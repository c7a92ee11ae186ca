public import OverlayCore

/// Spells of trouble on one path, drawn by the seed: how often, how long and how bad.
public struct WeatherRule: Hashable, Sendable {
  /// The path.
  public var path: PathSelection
  /// The mean time between two spells.
  public var calm: Interval
  /// The mean length of a spell.
  public var spell: Interval
  /// The most that a spell loses; each draws its own share between a fifth of this and all of it.
  public var lossMax: Double
  /// The delay one way while a spell lasts; nil to leave it as it is.
  public var delay: Interval?

  /// Spells of such lengths on a path.
  public init(
    on path: PathSelection, calm: Interval, spell: Interval, lossMax: Double = 0,
    delay: Interval? = nil
  ) {
    precondition(calm >= .seconds(1) && spell >= .seconds(1) && 0...1 ~= lossMax)
    self.path = path
    self.calm = calm
    self.spell = spell
    self.lossMax = lossMax
    self.delay = delay
  }

  /// More rules than any scenario needs.
  public static let rulesMax = 64
}
