import Crypto
import Foundation
import OverlayCore
import OverlaySecurity
import Testing

@Suite("Frame cipher")
struct FrameCipherTests {
  @Test("sealing in place agrees with swift-crypto's public AES-GCM, at every length")
  func agreesWithPublicInterface() throws {
    var random = SeededRandom(seed: 5)
    for length in Array(0...300) + [1_400, 1_500, 9_000] {
      let key = bytes(32, &random)
      let plaintext = bytes(length, &random)
      let header = bytes(Int(random.next() % 40), &random)
      let path = UInt32(truncatingIfNeeded: random.next())
      let counter = random.next()
      let sealed = Sealing.seal(plaintext, header: header, key: key, path: path, counter: counter)

      let nonce = try AES.GCM.Nonce(data: nonceBytes(path: path, counter: counter))
      let box = try AES.GCM.seal(
        plaintext, using: SymmetricKey(data: key), nonce: nonce, authenticating: header)
      #expect(sealed == Array(box.ciphertext + box.tag), "\(length) B")
      #expect(
        Sealing.open(sealed, header: header, key: key, path: path, counter: counter) == plaintext)
    }
  }

  @Test("a frame with any bit changed does not open")
  func everyBitFlipped() {
    var random = SeededRandom(seed: 6)
    let key = bytes(32, &random)
    let header = bytes(13, &random)
    let sealed = Sealing.seal(bytes(40, &random), header: header, key: key, path: 1, counter: 2)
    let frame = header + sealed
    for bit in 0..<(frame.count * 8) {
      var changed = frame
      changed[bit / 8] ^= 1 << UInt8(bit % 8)
      let opened = Sealing.open(
        Array(changed[header.count...]), header: Array(changed[..<header.count]), key: key, path: 1,
        counter: 2)
      #expect(opened == nil, "bit \(bit)")
    }
  }

  @Test("a frame does not open under another path, counter or key")
  func otherNonce() {
    var random = SeededRandom(seed: 7)
    let key = bytes(32, &random)
    let sealed = Sealing.seal([1, 2, 3], key: key, path: 1, counter: 2)
    #expect(Sealing.open(sealed, key: key, path: 1, counter: 2) == [1, 2, 3])
    #expect(Sealing.open(sealed, key: key, path: 2, counter: 2) == nil)
    #expect(Sealing.open(sealed, key: key, path: 1, counter: 3) == nil)
    #expect(Sealing.open(sealed, key: key, path: 1, counter: 2 + 1 << 32) == nil)
    #expect(Sealing.open(sealed, key: bytes(32, &random), path: 1, counter: 2) == nil)
  }

  @Test("bytes shorter than a tag, or ranges beyond the buffer, do not open")
  func tooShort() {
    let cipher = FrameCipher(key: [UInt8](repeating: 1, count: 32))
    for length in 0..<FrameCipher.tagBytes {
      var buffer = [UInt8](repeating: 0, count: length)
      var span = buffer.mutableSpan
      let opened = cipher.open(
        &span, ciphertextAndTag: 0..<length, path: 0, counter: 0)
      #expect(!opened)
    }
    var buffer = [UInt8](repeating: 0, count: 40)
    var span = buffer.mutableSpan
    let beyond = cipher.open(
      &span, ciphertextAndTag: 20..<41, path: 0, counter: 0)
    #expect(!beyond)
  }

  @Test("sealing touches nothing but the frame and its tag")
  func touchesNothingElse() {
    var random = SeededRandom(seed: 8)
    let before = bytes(200, &random)
    var buffer = before
    let cipher = FrameCipher(key: bytes(32, &random))
    var span = buffer.mutableSpan
    cipher.seal(&span, plaintext: 50..<100, path: 0, counter: 0)
    #expect(buffer[..<50] == before[..<50])
    #expect(buffer[116...] == before[116...])
    #expect(buffer[50..<116] != before[50..<116])
  }

  private func bytes(_ count: Int, _ random: inout SeededRandom) -> [UInt8] {
    (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
  }

  private func nonceBytes(path: UInt32, counter: UInt64) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: path >> (24 - 8 * $0)) }
      + (0..<8).map { UInt8(truncatingIfNeeded: counter >> (56 - 8 * $0)) }
  }
}
