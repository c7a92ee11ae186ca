import OverlayCore

/// Whether a peer has shown that it receives at an address, and what may be sent there until then.
///
/// Whoever holds a session's keys can send frames under any source address, and what answers them goes
/// to somebody who never asked. As RFC 9000, section 8, has it, at most three times the bytes that came
/// from an address go back there until a number that was sent to it, and nowhere else, has come back
/// (section 8.2). Nothing makes the credit grow but genuine frames from that address, and everything
/// that is sent there is taken from it, the challenge included.
struct AddressValidation: Sendable {
  /// Bytes that may be sent for each that came (RFC 9000, section 8.1).
  static let amplificationMax: UInt64 = 3

  private(set) var isValidated: Bool
  /// Bytes of datagrams, without the headers of IP and UDP.
  private var received: UInt64 = 0
  private var sent: UInt64 = 0
  /// What the challenge asks to have back; nil before the first. The same for one address however often
  /// it is asked, so that an answer which comes late is still good.
  private var number: UInt64?
  private var askedAt = Instant.zero

  /// An address from which nothing has come yet, or one that has answered in a handshake.
  init(isValidated: Bool = false) {
    self.isValidated = isValidated
  }

  /// Counts a genuine frame that came from the address in a datagram of `bytes`.
  mutating func heard(bytes: Int) {
    received &+= UInt64(clamping: bytes)
  }

  /// Whether a datagram of `bytes` may go there now; counts it if so.
  mutating func admits(bytes: Int) -> Bool {
    guard !isValidated else { return true }
    let bytes = UInt64(clamping: bytes)
    guard bytes <= credit else { return false }
    sent &+= bytes
    return true
  }

  /// Bytes that may still go there.
  var credit: UInt64 {
    let (most, isHuge) = received.multipliedReportingOverflow(by: Self.amplificationMax)
    return (isHuge ? .max : most) - min(sent, isHuge ? .max : most)
  }

  /// The number to ask for in a datagram of `bytes`, which is counted; nil when the address has answered,
  /// was asked less than ``TraversalTiming/proofSpacing`` ago, or has no credit.
  mutating func challenge(bytes: Int, now: Instant, entropy: inout Entropy) -> UInt64? {
    guard !isValidated, number == nil || now - askedAt >= TraversalTiming.proofSpacing,
      admits(bytes: bytes)
    else { return nil }
    let asked = number ?? entropy.next()
    (number, askedAt) = (asked, now)
    return asked
  }

  /// Takes in an answer; whether it is the one that was asked for, so that the address is validated now.
  /// Every other number changes nothing.
  mutating func take(answer: UInt64) -> Bool {
    guard !isValidated, let number, number == answer else { return false }
    isValidated = true
    return true
  }
}
