/// One line of `selvedge ping`. The names of the properties are the keys of its JSON and stay as
/// they are; a property without a value is left out.
public struct PingReport: Codable, Hashable, Sendable {
  /// Who was asked, by name.
  public var node: String
  /// The class that question and answer travelled in.
  public var trafficClass: String
  /// Counts from 1.
  public var sequence: Int
  /// From question to answer; none when no answer came in time.
  public var roundTripMilliseconds: Double?
}
