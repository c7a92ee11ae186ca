import Testing

@testable import OverlaySecurity

@Suite("Secrets in memory")
struct SecretBytesTests {
  @Test("bytes are overwritten where they lie, and are what they were until then")
  func overwritten() {
    var bytes: [UInt8] = Array(1...64)
    let secret = SecretBytes(Array(bytes))
    #expect(secret.bytes == bytes)
    FrameCipher.overwrite(&bytes)
    #expect(bytes == [UInt8](repeating: 0, count: 64))
    #expect(secret.bytes == Array(1...64))
    var none: [UInt8] = []
    FrameCipher.overwrite(&none)
    #expect(none.isEmpty)
  }

  @Test("copies share one secret, and the last that goes takes it along")
  func shared() {
    var first: SecretBytes? = SecretBytes([7, 8, 9])
    let second = first
    first = nil
    #expect(second?.bytes == [7, 8, 9])
  }

  @Test("a copy is the secret's own: what becomes of the caller's bytes does not change it")
  func copied() {
    var bytes: [UInt8] = Array(1...32)
    let secret = SecretBytes(copying: bytes)
    FrameCipher.overwrite(&bytes)
    #expect(bytes == [UInt8](repeating: 0, count: 32))
    #expect(secret.bytes == Array(1...32))
  }
}
