import OverlayCore
import Testing

@testable import OverlaySecurity

@Suite("Whether an address has answered")
struct AddressValidationTests {
  private let start = Instant(nanoseconds: 1_000_000_000)

  @Test("at most three times what came from an address goes back there")
  func amplification() {
    var random = SeededRandom(seed: 1)
    var entropy = Entropy.seeded(1)
    for _ in 0..<200 {
      var validation = AddressValidation()
      var (received, sent) = (0, 0)
      for step in 0..<200 {
        let bytes = Int(random.next() % 1_500)
        switch random.next() % 3 {
        case 0:
          validation.heard(bytes: bytes)
          received += bytes
        case 1:
          if validation.admits(bytes: bytes) { sent += bytes }
        default:
          let now = start + .milliseconds(UInt64(step * 30))
          if validation.challenge(bytes: 37, now: now, entropy: &entropy) != nil { sent += 37 }
        }
        #expect(sent <= 3 * received)
        #expect(Int(validation.credit) == 3 * received - sent)
      }
      #expect(!validation.isValidated)
    }
  }

  @Test("the number that was asked for validates, and no other one of 64 bits")
  func numbers() throws {
    var entropy = Entropy.seeded(1)
    var validation = AddressValidation()
    expect(false, answering: 0, to: &validation)
    validation.heard(bytes: 100)
    let asked = validation.challenge(bytes: 37, now: start, entropy: &entropy)
    let number = try #require(asked)
    for bit in 0..<64 { expect(false, answering: number ^ 1 << UInt64(bit), to: &validation) }
    let isEarly = validation.admits(bytes: 10_000)
    #expect(!validation.isValidated && !isEarly)
    expect(true, answering: number, to: &validation)
    let isLate = validation.admits(bytes: 10_000)
    #expect(validation.isValidated && isLate)
    // It is over.
    expect(false, answering: number, to: &validation)
  }

  private func expect(
    _ isGood: Bool, answering number: UInt64, to validation: inout AddressValidation,
    at location: SourceLocation = #_sourceLocation
  ) {
    let wasGood = validation.take(answer: number)
    #expect(wasGood == isGood, sourceLocation: location)
  }

  @Test("two addresses are asked for different numbers, one for the same again")
  func unpredictable() {
    var entropy = Entropy.seeded(1)
    var seen: Set<UInt64> = []
    for _ in 0..<100 {
      var validation = AddressValidation()
      validation.heard(bytes: 1_000)
      let first = validation.challenge(bytes: 37, now: start, entropy: &entropy)
      let early = validation.challenge(
        bytes: 37, now: start + .milliseconds(49), entropy: &entropy)
      let again = validation.challenge(
        bytes: 37, now: start + .milliseconds(51), entropy: &entropy)
      #expect(early == nil)
      #expect(first != nil && first == again)
      seen.insert(first ?? 0)
    }
    #expect(seen.count == 100)
  }

  @Test("counts near the end of their range neither wrap nor trap")
  func extremes() {
    var validation = AddressValidation()
    for _ in 0..<4 { validation.heard(bytes: .max) }
    validation.heard(bytes: -1)
    let isAdmitted = validation.admits(bytes: .max)
    #expect(isAdmitted)
    #expect(validation.credit > 0)
  }
}
