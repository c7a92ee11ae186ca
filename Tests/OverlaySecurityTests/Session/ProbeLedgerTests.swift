import OverlayCore
import Testing

@testable import OverlaySecurity

@Suite("Echoes and traces that are waited for")
struct ProbeLedgerTests {
  private let now = Instant.zero + .seconds(1)

  @Test("only the node that an echo was sent to answers it, and once")
  func target() {
    var ledger = ProbeLedger()
    var entropy = Entropy.seeded(3)
    let (target, other) = (NodeID(5), NodeID(6))
    let identifier = ledger.add(to: target, isTrace: false, now: now, entropy: &entropy)
    let later = now + .milliseconds(7)
    var answers: [Interval?] = []
    for source in [other, target, target] {
      answers.append(ledger.answer(identifier, from: source, isTrace: false, now: later))
    }
    #expect(answers == [nil, .milliseconds(7), nil])
  }

  @Test("a neighbour that brings traces without end leaves answers for others")
  func traces() {
    var ledger = ProbeLedger()
    let greedy = (0..<100).filter { _ in ledger.mayAnswerTrace(from: NodeID(1), now: now) }
    let honest = (0..<5).filter { _ in ledger.mayAnswerTrace(from: NodeID(2), now: now) }
    #expect(greedy.count == 25 && honest.count == 5)
    let next = now + .seconds(1)
    let again = ledger.mayAnswerTrace(from: NodeID(1), now: next)
    #expect(again)
  }

  @Test("nobody knows the next number from those before")
  func numbers() {
    var ledger = ProbeLedger()
    var entropy = Entropy.seeded(4)
    let drawn = (0..<200).map { _ in
      ledger.add(to: NodeID(5), isTrace: true, now: now, entropy: &entropy)
    }
    #expect(Set(drawn).count == 200)
    #expect(zip(drawn, drawn.dropFirst()).allSatisfy { $1 != $0 &+ 1 })
  }
}
