/// A part of the day in UTC, in minutes from midnight; one that ends before it begins spans midnight.
public struct HoursOfDay: Hashable, Sendable {
  /// The first minute, 0..<1,440.
  public var from: Int
  /// The minute after the last, 0...1,440.
  public var to: Int

  /// From one minute to before another.
  public init(from: Int, to: Int) {
    self.from = from
    self.to = to
  }
}
