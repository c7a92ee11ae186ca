import Testing

@testable import OverlayCore

@Suite("Classes of traffic")
struct ClassTableTests {
  @Test("every class that all nodes know has a name that leads back to it")
  func names() {
    for known in TrafficClass.allCases {
      #expect(TrafficClass(name: known.name) == known)
      #expect(TrafficClass(rawValue: known.rawValue) == known)
    }
    #expect(TrafficClass(rawValue: TrafficClass.limit) == nil)
    #expect(TrafficClass(name: "class-8") == nil)
  }

  @Test("a class that nobody here has defined is treated as balanced")
  func unknown() throws {
    let table = ClassTable(configured: [])
    let strange = try #require(TrafficClass(rawValue: 31))
    #expect(table[strange] == ClassRule(metric: .balanced))
    #expect(table.index(of: strange) == 0)
  }

  @Test("an operator's class has its rule, and gaps between numbers are balanced")
  func configured() throws {
    let number = try #require(TrafficClass(rawValue: 10))
    let gap = try #require(TrafficClass(rawValue: 9))
    let rule = ClassRule(metric: .jitter, redundancy: .duplicate)
    let table = ClassTable(configured: [(number, rule)])
    #expect(table[number] == rule)
    #expect(table[gap] == ClassRule())
    #expect(table[.loss].metric == .loss)
  }

  @Test("a path is within bounds that it just meets")
  func bounds() {
    let rule = ClassRule(latencyMax: .milliseconds(150), lossMax: 0.02)
    #expect(rule.isWithinBounds(latencyMilliseconds: 150, loss: 0.02))
    #expect(!rule.isWithinBounds(latencyMilliseconds: 150.1, loss: 0))
    #expect(!rule.isWithinBounds(latencyMilliseconds: 0, loss: 0.03))
  }
}
