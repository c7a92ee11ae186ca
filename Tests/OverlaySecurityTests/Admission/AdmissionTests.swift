import OverlayCore
import OverlaySecurity
import Testing

@Suite("Admission")
struct AdmissionTests {
  private let presharedKey = [UInt8](repeating: 3, count: 32)
  private let receiver = [UInt8](repeating: 4, count: 32)
  private let address = UnderlayAddress(ipv4: 0xc000_0201, port: 4_242)
  private var authenticator: MessageAuthenticator {
    MessageAuthenticator(presharedKey: presharedKey, receiver: receiver)
  }

  @Test("a finished message is admitted, with any bit of it changed it is not")
  func admission() {
    let message = authenticator.finish([1, 2, 3, 4], cookie: nil)
    #expect(message.count == 4 + MessageAuthenticator.trailerBytes)
    #expect(authenticator.admits(message))
    let covered = message.count - MessageAuthenticator.codeBytes
    for bit in 0..<(covered * 8) {
      var changed = message
      changed[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(!authenticator.admits(changed), "bit \(bit)")
    }
  }

  @Test("without the pre-shared key, or for another receiver, nothing is admitted")
  func strangers() {
    let message = authenticator.finish([1, 2, 3], cookie: nil)
    let stranger = MessageAuthenticator(
      presharedKey: [UInt8](repeating: 0, count: 32), receiver: receiver)
    let other = MessageAuthenticator(
      presharedKey: presharedKey, receiver: [UInt8](repeating: 5, count: 32))
    #expect(!stranger.admits(message))
    #expect(!other.admits(message))
  }

  @Test("messages shorter than their codes are not admitted")
  func short() {
    for length in 0..<MessageAuthenticator.trailerBytes {
      let message = [UInt8](repeating: 0, count: length)
      #expect(!authenticator.admits(message))
      #expect(!authenticator.message(message, provesCookie: [1]))
      #expect(mac1(of: message) == nil)
    }
  }

  @Test("a cookie reply opens for the message that it answers and for no other")
  func cookieReply() throws {
    var entropy = Entropy.seeded(1)
    let cookie = entropy.bytes(MessageAuthenticator.codeBytes)
    let mac1 = entropy.bytes(MessageAuthenticator.codeBytes)
    let datagram = CookieReplyFrame.encode(
      receiver: 77, cookie: cookie, answering: mac1, authenticator: authenticator,
      entropy: &entropy)
    #expect(datagram.count == CookieReplyFrame.byteCount)
    let reply = try CookieReplyFrame(decoding: datagram.span)
    #expect(reply.receiver == 77)
    #expect(reply.cookie(answering: mac1, authenticator: authenticator) == cookie)
    #expect(
      reply.cookie(answering: entropy.bytes(16), authenticator: authenticator) == nil)
    for bit in (5 * 8)..<(datagram.count * 8) {
      var changed = datagram
      changed[bit / 8] ^= 1 << UInt8(bit % 8)
      let forged = try CookieReplyFrame(decoding: changed.span)
      #expect(forged.cookie(answering: mac1, authenticator: authenticator) == nil)
    }
  }

  @Test("a cookie is recognised from its address until its secret is two lifetimes old")
  func expiry() {
    var entropy = Entropy.seeded(2)
    let start = Instant(nanoseconds: 5)
    var jar = CookieJar(now: start, entropy: &entropy)
    let cookie = jar.cookie(for: .address(address), now: start, entropy: &entropy)
    let message = authenticator.finish([9, 9], cookie: cookie)
    func recognised(after seconds: UInt64, from sender: UnderlayAddress) -> Bool {
      // Once asked every second as under load, once out of the blue.
      var entropy = entropy
      var busy = jar
      for second in 0..<seconds {
        _ = busy.cookie(for: .address(sender), now: start + .seconds(second), entropy: &entropy)
      }
      var idle = jar
      let now = start + .seconds(seconds)
      let answers = [
        busy.recognises(
          message.span, from: .address(sender), authenticator: authenticator, now: now,
          entropy: &entropy),
        idle.recognises(
          message.span, from: .address(sender), authenticator: authenticator, now: now,
          entropy: &entropy),
      ]
      #expect(answers[0] == answers[1], "after \(seconds) s")
      return answers[0]
    }
    for seconds in [0, 1, 119, 120, 121, 239] as [UInt64] {
      #expect(recognised(after: seconds, from: address), "after \(seconds) s")
    }
    for seconds in [240, 241, 500] as [UInt64] {
      #expect(!recognised(after: seconds, from: address), "after \(seconds) s")
    }
    var elsewhere = address
    elsewhere.port += 1
    #expect(!recognised(after: 0, from: elsewhere))
  }

  @Test("a message without a cookie is not recognised")
  func noCookie() {
    var entropy = Entropy.seeded(3)
    var jar = CookieJar(now: .zero, entropy: &entropy)
    let message = authenticator.finish([1], cookie: nil)
    let recognised = jar.recognises(
      message.span, from: .address(address), authenticator: authenticator, now: .zero,
      entropy: &entropy)
    #expect(!recognised)
  }
}
