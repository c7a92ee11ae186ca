public import OverlayCore

/// What a record is filed under when its key belongs to no node: the digest of whatever bytes an
/// application calls it by.
///
/// A record's proof carries its subject, so that a root can compute the key anew from the record alone
/// (``key(of:)``). That a record lives under a key means therefore that somebody knew the input of a
/// SHA-256 which gives that key, and the inputs for names, addresses and node IDs begin with other
/// labels: no subject and kind lead to the key of a node, its name or its addresses.
///
/// The kind is part of the key, so that an owner has at most one record under a key and a handful of
/// members cannot fill one with records of kinds that nobody asks for.
public struct DirectorySubject: Hashable, Sendable {
  /// The first 16 bytes of a SHA-256, or whatever a hostile owner wrote there.
  public let digest: UInt128

  /// Bytes in a proof.
  static let byteCount = 16

  /// The subject that applications call `bytes`.
  public init(hashing bytes: [UInt8]) {
    digest = Hashing.labelled("subject", bytes)
  }

  /// Wraps a digest that came in a proof.
  init(digest: UInt128) { self.digest = digest }

  /// The key under which records of that kind live; never one that is a node's own.
  public func key(of kind: DirectoryKind = .application) -> DirectoryKey {
    var bytes = ByteBuilder(capacity: 1 + Self.byteCount)
    bytes.append(kind.rawValue)
    bytes.append(digest)
    return DirectoryKey(Hashing.labelled("kind", bytes.bytes))
  }
}
