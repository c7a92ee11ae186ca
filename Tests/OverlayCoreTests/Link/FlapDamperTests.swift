import Testing

@testable import OverlayCore

@Suite("The flap damper")
struct FlapDamperTests {
  private let profile = LinkProfile.standard

  @Test("asks for no proof before the first failure and doubles it with each one")
  func doubles() {
    var damper = FlapDamper()
    #expect(damper.proof(profile) == .zero)
    for seconds in [1, 2, 4, 8, 16, 32, 60, 60] as [UInt64] {
      damper.fail(after: .seconds(2), profile: profile)
      #expect(damper.proof(profile) == .seconds(seconds))
    }
  }

  @Test("forgives one failure for each minute of service")
  func forgives() {
    var damper = FlapDamper()
    for _ in 0..<4 { damper.fail(after: .zero, profile: profile) }
    damper.fail(after: .seconds(185), profile: profile)
    #expect(damper.proof(profile) == .seconds(2))
  }
}
