/// What a class sends beyond each packet once.
public enum Redundancy: Hashable, Sendable {
  /// Nothing, unless no path is good.
  case single
  /// A copy over another path.
  case duplicate
  /// Each packet in so many stripes and their parity, each over a path of its own: any stripe may
  /// be lost.
  case parity(stripes: UInt8)

  /// The most stripes, parity not counted: a path for each and one more has to be at hand.
  public static let stripesMax = UInt8(Limits.candidatesMax - 1)
}
