import OverlayCore
import Testing

@testable import OverlaySecurity

@Suite("Invitation token")
struct InvitationTokenTests {
  @Test("a token comes back as the invitation it was made from", arguments: 0..<20 as Range<UInt64>)
  func roundTrip(seed: UInt64) throws {
    var network = try TestNetwork(seed: seed)
    let count = Int(seed % 5)
    let endpoints = (0..<count).map { index in
      index.isMultiple(of: 2)
        ? UnderlayAddress(ipv4: 0xc000_0200 + UInt32(index), port: 4_242)
        : UnderlayAddress(family: .ipv6, host: 0x2001_0db8 << 96 | UInt128(index), port: 1)
    }
    let invitation = try network.authority.invite(
      name: String(repeating: "n", count: 1 + Int(seed) * 3), expires: network.now + 60,
      now: network.now, inviter: network.founder.publicKey, endpoints: endpoints,
      entropy: &network.entropy)
    let token = invitation.token
    #expect(token.hasPrefix("selvedge2."))
    #expect(try Invitation(token: token) == invitation)
  }

  @Test("white space from a mail program does no harm")
  func wrapped() throws {
    var network = try TestNetwork()
    let invitation = try network.invite("guest")
    let token = invitation.token
    let wrapped = "  " + token.prefix(70) + "\r\n" + token.dropFirst(70) + "\n"
    #expect(try Invitation(token: wrapped) == invitation)
  }

  @Test("any single character changed to any other is noticed")
  func everyCharacterFlipped() throws {
    var network = try TestNetwork()
    let token = Array(try network.invite("guest").token.utf8)
    let characters = Array(
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ !".utf8)
    var seen: Set<InvitationError> = []
    for index in token.indices {
      for character in characters where character != token[index] {
        var changed = token
        changed[index] = character
        do throws(InvitationError) {
          _ = try Invitation(token: String(decoding: changed, as: UTF8.self))
          Issue.record("character \(index) changed unnoticed")
        } catch {
          seen.insert(error)
          #expect(error != .malformed)
          if index >= Invitation.marker.utf8.count { #expect(error == .mistyped) }
        }
      }
    }
    #expect(seen == [.notAnInvitation, .otherVersion, .mistyped])
  }

  @Test("a token cut short or lengthened is noticed at every length")
  func cut() throws {
    var network = try TestNetwork()
    let token = try network.invite("guest").token
    for length in 0..<token.count {
      #expect(throws: InvitationError.self) { try Invitation(token: token.prefix(length)) }
    }
    #expect(throws: InvitationError.mistyped) { try Invitation(token: token + "A") }
    #expect(throws: InvitationError.notAnInvitation) { try Invitation(token: "hello") }
    for other in ["selvedge1.AAAA", "selvedge3.AAAA"] {
      #expect(throws: InvitationError.otherVersion) { try Invitation(token: other) }
    }
  }

  @Test("random bytes with a right checksum never trap")
  func random() {
    var random = SeededRandom(seed: 11)
    for _ in 0..<20_000 {
      let count = Int(random.next() % 300)
      let body = (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      let token =
        Invitation.marker + Base64URL.encode(body + Hashing.sha256(body).prefix(4))
      _ = try? Invitation(token: token)
    }
  }

  @Test("every error tells people what to do")
  func descriptions() {
    for error in InvitationError.allCases { #expect(error.description.count > 30) }
    for error in EnrolmentError.allCases { #expect(error.description.count > 30) }
    for error in AuthorityError.allCases { #expect(error.description.count > 20) }
    for error in CredentialError.allCases { #expect(error.description.count > 30) }
  }
}
