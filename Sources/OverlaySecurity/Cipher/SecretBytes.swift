/// Bytes of a secret that are overwritten when nobody needs them any more.
///
/// Swift gives a freed array's memory back as it is, and whoever reads it later, in a core dump or
/// swapped out, finds the keys in it. Copies of this value share one object; its end overwrites the
/// bytes. What it cannot reach are copies that were made of ``bytes``, and registers and stack that the
/// compiler used on the way.
struct SecretBytes: Sendable {
  private let storage: Storage

  /// Takes bytes over; the caller keeps no copy of its own.
  init(_ bytes: consuming [UInt8]) { storage = Storage(bytes) }

  /// Takes a copy of its own; the caller's stays as it is.
  init(copying bytes: [UInt8]) { self.init(bytes.map(\.self)) }

  /// The bytes, for as long as they are looked at; not to be kept.
  var bytes: [UInt8] { storage.bytes }

  /// The one holder of the bytes. It is changed at its end only, when nobody else sees it.
  private final class Storage: @unchecked Sendable {
    private(set) var bytes: [UInt8]

    init(_ bytes: consuming [UInt8]) { self.bytes = bytes }

    deinit { FrameCipher.overwrite(&bytes) }
  }
}
