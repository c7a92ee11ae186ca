/// One of the two columns of the demonstration: the direct path, or the overlay.
public struct DemoSide: Hashable, Sendable {
  /// The sites that packets pass, such as `MIT → Utah → ArosNet`; empty when there is no path.
  public var path = ""
  /// The voice stream's median time there and back during the last second, in milliseconds; nil
  /// when nothing came back.
  public var roundTripMilliseconds: Double?
  /// The share of the voice stream lost during the last second, 0...1.
  public var lossLastSecond = 0.0
  /// The share of the voice stream lost since the start, 0...1.
  public var loss = 0.0
  /// The share lost during each second, oldest first.
  public var history: [Double] = []
  /// The bulk transfer's rate during the last second, in megabits per second.
  public var megabitsPerSecond = 0.0

  /// A column without figures.
  public init() {}
}
