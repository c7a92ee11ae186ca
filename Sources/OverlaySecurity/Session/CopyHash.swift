import OverlayCore

/// The keyed hash by which a relay knows the bytes that it has passed on already.
///
/// Folded multiplication of 16 bytes at a time under a secret of this node's, as wyhash has it (W. Yi,
/// 2019): a hash for tables, not a message authentication code. Whoever does not know the secret cannot
/// choose two packets with one hash, and learns nothing of the secret from what a relay drops. SipHash
/// would do as well at three times the cost, some 400 ns for a large packet; only packets that bear the
/// mark of a copy are hashed.
struct CopyHash: Sendable {
  private let secret: (UInt64, UInt64)

  /// A hash under a secret of its own.
  init(entropy: inout Entropy) {
    secret = (entropy.next(), entropy.next())
  }

  /// The hash of a packet that is passed on: of all its payload's bytes, end-to-end seal and tag
  /// included, and of what relays leave alone in its header, since that alone tells packets apart which
  /// are not sealed.
  func callAsFunction(
    _ header: PacketHeader, _ bytes: borrowing Span<UInt8>, _ payload: Range<Int>
  ) -> UInt64 {
    var state = secret.0 ^ UInt64(truncatingIfNeeded: payload.count)
    state = fold(state, UInt64(header.flowLabel) << 32 | UInt64(header.sequence), header.bits)
    state = fold(state, header.source)
    state = fold(state, header.destination)
    // Here alone the count of bytes that are left decides, and it shrinks with each step.
    var rest = bytes.extracting(payload)
    while rest.count >= 16 {
      state = fold(state, Self.word(rest, at: 0), Self.word(rest, at: 8))
      rest = rest.extracting(16..<rest.count)
    }
    var (first, second): (UInt64, UInt64) = (0, 0)
    for index in rest.indices {
      let byte = UInt64(rest[index])
      if index < 8 { first = first << 8 | byte } else { second = second << 8 | byte }
    }
    return fold(state, first, second)
  }

  @inline(__always)
  private func fold(_ state: UInt64, _ first: UInt64, _ second: UInt64) -> UInt64 {
    let product = (state ^ first).multipliedFullWidth(by: secret.1 ^ second)
    return product.high ^ product.low &+ first
  }

  @inline(__always)
  private func fold(_ state: UInt64, _ node: NodeID) -> UInt64 {
    fold(
      state, UInt64(truncatingIfNeeded: node.value >> 64), UInt64(truncatingIfNeeded: node.value))
  }

  @inline(__always)
  private static func word(_ bytes: borrowing Span<UInt8>, at offset: Int) -> UInt64 {
    var word: UInt64 = 0
    for index in 0..<8 { word = word << 8 | UInt64(bytes[offset &+ index]) }
    return word
  }
}

extension PacketHeader {
  /// Class, kind and flags, which relays leave alone.
  @inline(__always)
  fileprivate var bits: UInt64 {
    let flags: UInt64 = (isSealed ? 1 : 0) | (isTowardKey ? 2 : 0)
    return UInt64(trafficClass.rawValue) << 16 | UInt64(kind.rawValue) << 8 | flags
  }
}
