// The only file that reaches below swift-crypto's public interface: docs/decisions/0002 says why.
import CCryptoBoringSSL

/// AES-256-GCM (NIST SP 800-38D) in place, with one context kept for the life of a key.
///
/// swift-crypto's public interface expands the key and allocates for every message, which takes
/// five times as long as the encryption itself at 1,400 B and fourteen times at 64 B; this type
/// calls the BoringSSL that swift-crypto already contains. No call allocates.
///
/// The 96-bit nonce is
///
/// ```
///  0                   4                                       12
/// +-------------------+---------------------------------------+
/// |       path        |                counter                |   both big-endian
/// +-------------------+---------------------------------------+
/// ```
///
/// so every underlay path of a session counts for itself without two frames ever sharing a
/// nonce. With path zero it is the nonce of the Noise specification, section 12.4. The caller
/// must never seal twice with the same path and counter.
@safe
public struct FrameCipher: ~Copyable {
  /// Bytes in a key.
  public static let keyBytes = 32
  /// Bytes that sealing adds behind the plaintext.
  public static let tagBytes = 16

  private let context: UnsafeMutablePointer<EVP_AEAD_CTX>

  /// Expands a key, which must have ``keyBytes`` bytes.
  public init(key: [UInt8]) {
    precondition(key.count == Self.keyBytes, "an AES-256 key has 32 bytes")
    let created = unsafe CCryptoBoringSSL_EVP_AEAD_CTX_new(
      CCryptoBoringSSL_EVP_aead_aes_256_gcm(), key, key.count, Self.tagBytes)
    guard let created = unsafe created else {
      // BoringSSL refuses only keys of the wrong length and a heap that is exhausted.
      preconditionFailure("no memory for a cipher context")
    }
    unsafe context = unsafe created
  }

  deinit {
    unsafe CCryptoBoringSSL_EVP_AEAD_CTX_free(context)
  }

  /// Encrypts `plaintext` where it lies and writes the tag right behind it.
  ///
  /// - Parameters:
  ///   - buffer: has ``tagBytes`` bytes of room behind the plaintext.
  ///   - plaintext: where the bytes to be encrypted lie; may be empty.
  ///   - path: the underlay path, the nonce's first four bytes.
  ///   - counter: the frame's number on that path.
  ///   - additionalData: bytes that are authenticated as well, but stay readable.
  public func seal(
    _ buffer: inout MutableSpan<UInt8>, plaintext: Range<Int>, path: UInt32, counter: UInt64,
    additionalData: Span<UInt8> = Span()
  ) {
    let sealed = plaintext.lowerBound..<(plaintext.upperBound + Self.tagBytes)
    precondition(Self.fits(sealed, in: buffer.count), "sealing needs room for the tag")
    let nonce = Self.nonce(path: path, counter: counter)
    let context = unsafe self.context
    let status = unsafe buffer.withUnsafeMutableBufferPointer { bytes in
      unsafe additionalData.withUnsafeBufferPointer { header in
        unsafe nonce.span.withUnsafeBytes { nonce in
          var written = 0
          guard let base = bytes.baseAddress else { return Int32(0) }
          let start = unsafe base + sealed.lowerBound
          return unsafe CCryptoBoringSSL_EVP_AEAD_CTX_seal(
            context, start, &written, sealed.count,
            nonce.baseAddress?.assumingMemoryBound(to: UInt8.self), nonce.count,
            start, plaintext.count, header.baseAddress, header.count)
        }
      }
    }
    // Fails only for a plaintext beyond 2^36 bytes or a buffer too small, both ruled out above.
    precondition(status == 1, "AES-GCM refused to seal")
  }

  /// Checks the tag and decrypts where the bytes lie.
  ///
  /// - Parameters:
  ///   - buffer: contains the frame. When the tag is wrong, the sealed bytes are overwritten.
  ///   - ciphertextAndTag: where the sealed bytes lie, the tag last; may come from the network.
  ///   - path: the underlay path, the nonce's first four bytes.
  ///   - counter: the frame's number on that path.
  ///   - additionalData: the bytes that were authenticated with the frame.
  /// - Returns: whether the frame is genuine. The plaintext then fills the front of the range.
  public func open(
    _ buffer: inout MutableSpan<UInt8>, ciphertextAndTag: Range<Int>, path: UInt32,
    counter: UInt64, additionalData: Span<UInt8> = Span()
  ) -> Bool {
    guard ciphertextAndTag.count >= Self.tagBytes, Self.fits(ciphertextAndTag, in: buffer.count)
    else { return false }
    let nonce = Self.nonce(path: path, counter: counter)
    let context = unsafe self.context
    return unsafe buffer.withUnsafeMutableBufferPointer { bytes in
      unsafe additionalData.withUnsafeBufferPointer { header in
        unsafe nonce.span.withUnsafeBytes { nonce in
          var written = 0
          guard let base = bytes.baseAddress else { return false }
          let start = unsafe base + ciphertextAndTag.lowerBound
          let status = unsafe CCryptoBoringSSL_EVP_AEAD_CTX_open(
            context, start, &written, ciphertextAndTag.count,
            nonce.baseAddress?.assumingMemoryBound(to: UInt8.self), nonce.count,
            start, ciphertextAndTag.count, header.baseAddress, header.count)
          return status == 1
        }
      }
    }
  }

  /// Overwrites bytes with zeros, which the compiler may not leave out although they are not read again.
  /// When somebody else holds them too, theirs stay.
  static func overwrite(_ bytes: inout [UInt8]) {
    unsafe bytes.withUnsafeMutableBytes { memory in
      guard let base = memory.baseAddress else { return }
      unsafe CCryptoBoringSSL_OPENSSL_cleanse(base, memory.count)
    }
  }

  private static func fits(_ sealed: Range<Int>, in count: Int) -> Bool {
    sealed.lowerBound >= 0 && sealed.upperBound <= count
  }

  private static func nonce(path: UInt32, counter: UInt64) -> InlineArray<3, UInt32> {
    [
      path.bigEndian, UInt32(truncatingIfNeeded: counter >> 32).bigEndian,
      UInt32(truncatingIfNeeded: counter).bigEndian,
    ]
  }
}
