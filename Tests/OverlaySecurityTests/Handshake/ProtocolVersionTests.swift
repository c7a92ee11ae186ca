import OverlayCore
import OverlaySecurity
import Testing

@Suite("Versions of the protocol")
struct ProtocolVersionTests {
  private func versions(_ lowest: UInt8, _ highest: UInt8) throws -> ProtocolVersions {
    try #require(ProtocolVersions(lowest: lowest, highest: highest))
  }

  @Test("two nodes use the highest version that both speak, whichever asks")
  func common() throws {
    for low in 1...6 as ClosedRange<UInt8> {
      for high in low...6 {
        for otherLow in 1...6 as ClosedRange<UInt8> {
          for otherHigh in otherLow...6 {
            let (one, other) = (try versions(low, high), try versions(otherLow, otherHigh))
            let both = (1...6).filter { (low...high) ~= $0 && (otherLow...otherHigh) ~= $0 }
            #expect(one.common(with: other) == both.max())
            #expect(other.common(with: one) == both.max())
          }
        }
      }
    }
    #expect(ProtocolVersions(lowest: 0, highest: 2) == nil)
    #expect(ProtocolVersions(lowest: 3, highest: 2) == nil)
  }

  @Test("a front comes back as it was written, and begins as the specification draws it")
  func front() throws {
    let front = HandshakeFront(
      .initiation, versions: try versions(2, 5), features: ProtocolFeatures(rawValue: 0x0102_0304))
    #expect(front.encoded == [1, 2, 5, 1, 2, 3, 4])
    let decoded = try HandshakeFront(decoding: front.encoded.span)
    #expect(decoded == front)
    #expect(front.prologue([9]) == [9, 1, 2, 5, 1, 2, 3, 4])
    for length in 0..<HandshakeFront.byteCount {
      #expect(throws: DecodeError.truncated) {
        try HandshakeFront(decoding: Array(front.encoded.prefix(length)).span)
      }
    }
  }

  @Test("a second byte of zero is version 1, which had no versions there")
  func firstVersion() {
    func isFirst(_ bytes: [UInt8]) -> Bool { HandshakeFront.isFirstVersion(bytes.span) }
    #expect(isFirst([1, 0, 0xab, 0xcd, 0xef]))
    #expect(!isFirst([1, 2, 2, 0, 0]))
    #expect(!isFirst([2, 0, 2, 0, 0]))
    #expect(!isFirst([1]))
  }

  @Test("a version reply convinces whoever sent the initiation, and nobody else")
  func reply() throws {
    let authenticator = MessageAuthenticator(
      presharedKey: [UInt8](repeating: 1, count: 32), receiver: [UInt8](repeating: 2, count: 32))
    let mac1 = [UInt8](repeating: 7, count: 16)
    let datagram = VersionReplyFrame.encode(
      front: HandshakeFront(.versionReply, versions: try versions(3, 4)), receiver: 99,
      answering: mac1, authenticator: authenticator)
    #expect(datagram.count == 43)
    let reply = try VersionReplyFrame(decoding: datagram.span)
    #expect(reply.receiver == 99)
    #expect(reply.versions == (try versions(3, 4)))
    func isGenuine(_ bytes: [UInt8], _ mac1: [UInt8]) -> Bool {
      VersionReplyFrame.isGenuine(bytes.span, answering: mac1, authenticator: authenticator)
    }
    #expect(isGenuine(datagram, mac1))
    #expect(!isGenuine(datagram, [UInt8](repeating: 8, count: 16)))
    for bit in 0..<(datagram.count * 8) {
      var changed = datagram
      changed[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(!isGenuine(changed, mac1), "bit \(bit)")
    }
  }

  @Test("a mismatch says which of the two is to be updated")
  func words() throws {
    let older = VersionMismatch(theirs: .first)
    #expect(older.isOtherOlder)
    #expect(older.description.contains("update selvedge there"))
    let newer = VersionMismatch(theirs: try versions(3, 4))
    #expect(!newer.isOtherOlder)
    #expect(newer.description.contains("version 3 to 4"))
    #expect(newer.description.contains("update this selvedge"))
  }
}
