import OverlayCore
import OverlaySimulator
import Testing

@Suite struct FaultPlanTests {
  @Test("every action prints as text that reads back as itself")
  func everyAction() throws {
    let bursts = GilbertElliott(
      meanGood: .milliseconds(1_500), meanBad: .milliseconds(250), lossInGood: 0.01,
      lossInBad: 0.9)
    let actions: [FaultAction] = [
      .cut(.oneWay(3, 7)), .cut(.bothWays(3, 7)), .heal(.bothWays(0, 1)),
      .loss(.oneWay(1, 2), .none), .loss(.oneWay(1, 2), .independent(0.3)),
      .loss(.bothWays(1, 2), .bursty(bursts)), .delay(.oneWay(4, 5), .microseconds(120_500)),
      .flap(.bothWays(8, 9), period: .milliseconds(800), times: 5), .partition([0, 4, 9]),
      .partition([]), .unite, .access(3, .independent(0.05)), .crash(1), .restart(1), .join(12),
      .leave(2), .readdress(6),
    ]
    for action in actions {
      let plan = FaultPlan([FaultEvent(Instant(nanoseconds: 12_345_678_901), action)])
      #expect(try FaultPlan(parsing: plan.description) == plan, "\(plan)")
    }
  }

  @Test("a plan is ordered by time, and events of one instant keep their order")
  func order() {
    let plan = FaultPlan([
      FaultEvent(.zero + .seconds(2), .crash(1)), FaultEvent(.zero + .seconds(1), .crash(2)),
      FaultEvent(.zero + .seconds(2), .crash(3)),
    ])
    #expect(plan.events.map(\.action) == [.crash(2), .crash(1), .crash(3)])
  }

  @Test("flapping is cuts and heals, and ends healed")
  func flapping() {
    let path = PathSelection.bothWays(0, 1)
    let plan = FaultPlan([
      FaultEvent(.zero + .seconds(1), .flap(path, period: .seconds(2), times: 2))
    ])
    #expect(
      plan.timeline == [
        FaultEvent(.zero + .seconds(1), .cut(path)), FaultEvent(.zero + .seconds(2), .heal(path)),
        FaultEvent(.zero + .seconds(3), .cut(path)), FaultEvent(.zero + .seconds(4), .heal(path)),
      ])
  }

  @Test("comments and empty lines are passed over")
  func comments() throws {
    let text = "# a failing run, cut down\n\n1.5 cut 0 -> 1  # this one matters\n"
    #expect(
      try FaultPlan(parsing: text)
        == FaultPlan([FaultEvent(.zero + .milliseconds(1_500), .cut(.oneWay(0, 1)))]))
  }

  @Test(
    "a line that is not a fault is refused with its number",
    arguments: [
      "1 cut 3", "1 cut 3 - 7", "1 cut 3 -> 3", "x cut 3 -> 7", "1 explode 3", "1 loss 1 -> 2 1.5",
      "1 crash 2 3", "-1 crash 2", "1 crash 999", "1 flap 1 -> 2 1.0", "1 cut 1 -> 2 now",
      "1.0000000001 crash 2", "99999999999999999999 crash 1",
    ])
  func refused(line: String) {
    let error = #expect(throws: FaultPlanError.self) {
      try FaultPlan(parsing: "1 unite\n" + line)
    }
    #expect(error?.line == 2)
    #expect(error?.text == line)
  }

  @Test(
    "random plans repeat by seed, print and read back, and end with everything healed",
    arguments: 1...20 as ClosedRange<UInt64>)
  func randomPlans(seed: UInt64) throws {
    let end = Instant.zero + .seconds(60)
    let faults = RandomFaults(
      hostCount: 10, joinersFrom: 8, calmUntil: .zero + .seconds(10), healedBy: end,
      faultsPerSecond: 2)
    let plan = faults.plan(seed: seed)
    #expect(plan == faults.plan(seed: seed))
    #expect(try FaultPlan(parsing: plan.description) == plan)
    #expect(plan.timeline.allSatisfy { $0.time >= .zero + .seconds(10) && $0.time <= end })

    let healthy = NetworkModel.scattered(hostCount: 10, seed: 1)
    var network = healthy
    var running = (0..<10).map { $0 < 8 }
    for event in plan.timeline {
      network.apply(event.action)
      switch event.action {
      case .crash(let host), .leave(let host):
        #expect(running[host] && host != 0)
        running[host] = false
      case .restart(let host), .join(let host):
        #expect(!running[host])
        running[host] = true
      case .readdress(let host):
        #expect(running[host])
      default: break
      }
    }
    #expect(!running.contains(false))
    for from in 0..<10 {
      for to in 0..<10 where from != to {
        #expect(network.reaches(from: from, to: to))
        #expect(network.path(from: from, to: to) == healthy.path(from: from, to: to))
      }
    }
  }
}
