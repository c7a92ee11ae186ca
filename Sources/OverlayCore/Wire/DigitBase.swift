/// In which base the prefix plane reads identifiers.
///
/// A larger base has fewer hops and larger tables: base 16 was deployed, base 4 is what the
/// figures of the ICNP 2003 paper use (PAPERS.md, "Tapestry").
public enum DigitBase: UInt8, Hashable, Sendable, CaseIterable {
  /// Two bits a digit.
  case four = 2
  /// Four bits a digit.
  case sixteen = 4

  /// Bits in a digit.
  public var bits: Int { Int(rawValue) }

  /// How many values a digit has.
  public var count: Int { 1 << bits }

  /// Digits in an identifier.
  public var digits: Int { 128 / bits }

  /// The digit at `level`, the most significant being level 0.
  @inline(__always)
  public func digit(of node: NodeID, at level: Int) -> Int {
    let shift = UInt128(128 - (level + 1) * bits)
    return Int(truncatingIfNeeded: node.value >> shift) & (count - 1)
  }

  /// How many leading digits two identifiers share; ``digits`` when they are equal.
  @inline(__always)
  public func sharedDigits(_ first: NodeID, _ second: NodeID) -> Int {
    (first.value ^ second.value).leadingZeroBitCount / bits
  }
}
