import OverlayCore
import OverlayRuntime
import Testing

@Suite("the configuration of traffic")
struct TrafficConfigurationTests {
  private func read(_ yaml: String) throws(ConfigurationError) -> DaemonConfiguration {
    try DaemonConfiguration(yaml: yaml, file: "config.yaml", environment: [:])
  }

  private static let complete = """
    traffic:
      default: bulk
      dscp: {46: voice}
    metrics:
      - {name: mirror-seconds, number: 0, unit: s, better: lower, along-path: maximum}
      - {name: room, number: 1, better: higher, along-path: minimum}
    classes:
      - name: voice
        number: 8
        redundancy: duplicate
        latency-max: 150ms
        loss-max: 2%
        match: [udp port 5004-5006, dscp 46]
      - {name: bulk, number: 9, metric: throughput, spread: true, prefer: utah}
      - {name: mirrors, number: 20, metric: mirror-seconds, match: tcp to 10.0.0.0/8 port 873}
      - {name: parity, redundancy: parity 3}
      - {name: straight, number: 10, relay: none}
      - {name: forced, number: 11, relay: aros}
    policies:
      - {name: research, action: allow, link: [mit, utah], classes: [bulk], sources: [mit]}
      - {name: others, action: deny, link: [mit, utah]}
      - {name: nights, action: deny, relay: media, hours: "22:00-06:00", days: fri-sun}
      - {name: maintenance, action: deny, node: aros, classes: [loss, voice]}
    tunnels:
      - {listen: "127.0.0.1:7000", node: beta, port: 1, class: voice}

    """

  @Test("what is printed of classes, metrics and policies reads back the same")
  func roundTrip() throws {
    let settings = try read(Self.complete)
    #expect(settings.traffic.defined.count == 6)
    #expect(settings.traffic.policies.count == 4)
    #expect(try read(settings.yaml) == settings)
    #expect(settings.tunnels[0].trafficClass == TrafficClass(rawValue: 8))
  }

  @Test("names become numbers, rules and nodes")
  func resolution() throws {
    let traffic = try read(Self.complete).traffic
    let voice = try #require(traffic.trafficClass(named: "voice"))
    #expect(traffic.name(of: voice) == "voice")
    let utah = NodeID(7)
    let table = traffic.classTable { $0 == "utah" ? utah : nil }
    #expect(table[voice].redundancy == .duplicate)
    #expect(table[voice].latencyMax == .milliseconds(150))
    #expect(table[voice].lossMax == 0.02)
    #expect(table[.parity].redundancy == .parity(stripes: 3), "other rules for a known class")
    let bulk = try #require(traffic.trafficClass(named: "bulk"))
    #expect(table[bulk].relay == .preferred(utah))
    #expect(table[bulk].metric == .throughput && table[bulk].spreads)
    let forced = try #require(traffic.trafficClass(named: "forced"))
    #expect(table[forced].relay == .forced(NodeID(0)), "nobody of that name is known")
    let policy = traffic.policyTable { $0 == "mit" ? NodeID(1) : $0 == "utah" ? utah : nil }
    #expect(policy.rules[0].scope == .between(NodeID(1), utah))
    #expect(policy.rules[0].sources == [NodeID(1)])
    #expect(policy.rules[2].hours == HoursOfDay(from: 1_320, to: 360))
    #expect(policy.rules[2].weekdays == 0b111_0000)
  }

  @Test("a source that nobody here knows is nobody, not everybody")
  func unknownSource() throws {
    let traffic = try read(Self.complete).traffic
    #expect(traffic.policyTable { _ in nil }.rules[0].sources == [NodeID(0)])
  }

  @Test(
    "a slip gets its line and a remedy",
    arguments: [
      ("classes:\n  - {name: voice, number: 3}\n", "config.yaml:2", "from 8 to 31"),
      ("classes:\n  - {name: voice}\n", "config.yaml:2", "Add `number`"),
      ("classes:\n  - {name: a, number: 8}\n  - {name: b, number: 8}\n", ":3", "no other class"),
      ("classes:\n  - {name: a, number: 8, metric: speed}\n", ":2", "throughput"),
      ("classes:\n  - {name: a, number: 8, redundancy: parity 9}\n", ":2", "parity 2...3"),
      ("classes:\n  - {name: a, number: 8, latency-max: soon}\n", ":2", "150ms"),
      ("classes:\n  - {name: a, number: 8, match: port}\n", ":2", "udp port"),
      ("classes:\n  - {name: a, number: 8, prefer: x, relay: y}\n", ":2", "not both"),
      ("metrics:\n  - {name: latency, number: 0}\n", ":2", "not taken"),
      ("metrics:\n  - {name: m, number: 8}\n", ":2", "from 0 to 7"),
      ("policies:\n  - {name: p, action: forbid}\n", ":2", "allow or deny"),
      ("policies:\n  - {name: p, action: deny, link: [a, a]}\n", ":2", "two ends"),
      ("policies:\n  - {name: p, action: deny, link: [a, b], node: c}\n", ":2", "not several"),
      ("policies:\n  - {name: p, action: deny, classes: [x]}\n", ":2", "balanced"),
      ("policies:\n  - {name: p, action: deny, hours: \"8-18\"}\n", ":2", "08:00-18:00"),
      ("traffic:\n  default: swift\n", ":2", "balanced"),
    ])
  func slips(yaml: String, place: String, remedy: String) {
    do {
      _ = try read(yaml)
      Issue.record("accepted: \(yaml)")
    } catch {
      #expect(error.problem.contains(place), "\(error.problem)")
      #expect(error.remedy.contains(remedy), "\(error.remedy)")
    }
  }
}
