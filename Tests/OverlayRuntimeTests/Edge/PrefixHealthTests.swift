import OverlayCore
import OverlaySecurity
import Testing

@testable import OverlayRuntime

@Suite("the health of a prefix")
struct PrefixHealthTests {
  private func served(_ check: PrefixCheck?) -> ServedPrefix {
    ServedPrefix(prefix: AddressPrefix("10.1.0.0/16")!, check: check, failAfter: 3, passAfter: 2)
  }

  @Test("without a check it is taken for granted, with one it waits for the first result")
  func first() {
    #expect(PrefixHealth(served(nil)).isHealthy)
    var health = PrefixHealth(served(.interface("eth1")))
    #expect(!health.isHealthy)
    let changed = health.note(passed: true)
    #expect(changed && health.isHealthy)
  }

  @Test("so many failures in a row withdraw it, so many passes bring it back")
  func thresholds() {
    var health = PrefixHealth(served(.interface("eth1")))
    let results = [true, false, false, true, false, false, false, true, false, true, true]
    let states = results.map { result in
      _ = health.note(passed: result)
      return health.isHealthy
    }
    #expect(
      states == [true, true, true, true, true, true, false, false, false, false, true])
  }

  @Test("a check of an interface sees whether it is there")
  func interfaces() {
    var checks = HealthChecks(
      [
        ServedPrefix(prefix: AddressPrefix("10.1.0.0/16")!, check: .interface("lo")),
        ServedPrefix(prefix: AddressPrefix("10.2.0.0/16")!, check: .interface("nothing0")),
      ], mark: 0)
    let changed = checks.run(now: .zero) { _, _ in }
    #expect(changed == [0])
    #expect(checks.states.map(\.isHealthy) == [true, false])
    #expect(checks.nextDeadline == .zero + .seconds(1))
  }

  @Test("a prefix that is gone keeps its route for a while, and one that returns never loses it")
  func routes() {
    var hold = RouteHold()
    let prefix = AddressPrefix("10.1.0.0/16")!
    let start = Instant(nanoseconds: 1)
    var changes = [
      hold.update(served: [prefix], now: start), hold.update(served: [], now: start),
      hold.update(served: [prefix], now: start + .seconds(1)),
    ]
    #expect(hold.nextDeadline == .never)
    changes.append(hold.update(served: [], now: start + .seconds(2)))
    #expect(hold.routes == [prefix])
    changes.append(hold.update(served: [], now: start + .seconds(5)))
    #expect(hold.routes.isEmpty)
    #expect(changes == [true, false, false, false, true])
  }
}
