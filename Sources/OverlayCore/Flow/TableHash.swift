/// The keyed hash by which tables of fixed size place what members send: whoever does not know the seed
/// cannot choose numbers that fall into one bucket, and push what others have there out.
///
/// Folded multiplication, as wyhash has it (W. Yi, 2019): for tables, not a message authentication code.
struct TableHash: Sendable {
  private let secret: (UInt64, UInt64, UInt64)

  /// A hash that follows from a node's own random seed.
  init(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    secret = (random.next(), random.next(), random.next())
  }

  /// The hash of a node and a number.
  @inline(__always)
  func callAsFunction(_ node: NodeID, _ number: UInt64) -> UInt64 {
    let low = UInt64(truncatingIfNeeded: node.value)
    let high = UInt64(truncatingIfNeeded: node.value >> 64)
    return fold(fold(low ^ secret.0, high ^ secret.1), number ^ secret.2)
  }

  /// The hash of two numbers.
  @inline(__always)
  func callAsFunction(_ first: UInt64, _ second: UInt64) -> UInt64 {
    fold(fold(first ^ secret.0, second ^ secret.1), secret.2)
  }

  @inline(__always)
  private func fold(_ first: UInt64, _ second: UInt64) -> UInt64 {
    let product = first.multipliedFullWidth(by: second)
    return product.high ^ product.low
  }
}
