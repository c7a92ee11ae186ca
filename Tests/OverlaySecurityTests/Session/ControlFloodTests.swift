import Testing

@testable import OverlayCore
@testable import OverlaySecurity

@Suite("A member that floods control frames")
struct ControlFloodTests {
  /// What the flooder, host 1, sends host 0 over and over.
  struct Flood: Sendable, CustomTestStringConvertible {
    var name: String
    var isPrefix = false
    /// How many bytes host 0 may send for each byte of the flood, in all and to everybody.
    var costMax: Double
    var frame: @Sendable (_ round: Int, _ network: TinyNetwork) -> [UInt8]

    var testDescription: String { name }
  }

  static let rounds = 20
  static let framesPerRound = 200

  /// Floods host 0 for a second while the honest host 2 asks it something in the middle of each turn;
  /// the daemon drains after each turn, so that a turn's frames wait together.
  private func run(_ flood: Flood?, isPrefix: Bool) throws -> Outcome {
    let network = try TinyNetwork(4, configuration: isPrefix ? .prefix : .standard)
    network.run(for: .seconds(10))
    var outcome = Outcome()
    network.passing = { source, destination, bytes in
      guard source == TinyNetwork.address(0) else { return }
      outcome.sent += bytes.count
      if destination == TinyNetwork.address(2) { outcome.toHonest.append(bytes.count) }
    }
    for round in 0..<Self.rounds {
      for number in 0..<Self.framesPerRound {
        if number == Self.framesPerRound / 2 { try askHonestly(round, isPrefix, network) }
        guard let flood else { continue }
        let forged = try network.forge(
          flood.frame(round * Self.framesPerRound + number, network), by: 1, to: 0)
        outcome.flooded += forged.count
        network.take(forged, into: network.hosts[0], from: network.hosts[1].address)
      }
      network.run(for: .milliseconds(50))
    }
    outcome.limited = network.hosts[0].node.counters.limitedFrames
    outcome.reports = network.hosts[0].events.count {
      if case .event(.tooMuchControl) = $0 { true } else { false }
    }
    return outcome
  }

  private func askHonestly(_ round: Int, _ isPrefix: Bool, _ network: TinyNetwork) throws {
    let question = PathProof(isAnswer: false, number: UInt64(round)).encoded
    network.take(
      try network.forge(question, by: 2, to: 0), into: network.hosts[0],
      from: network.hosts[2].address)
    let asked: [UInt8]
    if isPrefix {
      guard round == Self.rounds / 2 else { return }
      asked = Self.tableRequest(by: 2, network)
    } else {
      asked = MemberRequest(nodes: [network.hosts[3].node.identity]).frame
    }
    network.take(
      try network.forge(asked, by: 2, to: 0), into: network.hosts[0],
      from: network.hosts[2].address)
  }

  private struct Outcome {
    var flooded = 0
    var sent = 0
    var toHonest: [Int] = []
    var limited: UInt64 = 0
    var reports = 0
  }

  @Test(
    "what an honest neighbour asked is answered, and the flood's cost is bounded", arguments: floods
  )
  func flood(_ flood: Flood) throws {
    let quiet = try run(nil, isPrefix: flood.isPrefix)
    let outcome = try run(flood, isPrefix: flood.isPrefix)
    // An answer to a path question is shorter than any beacon.
    let proofs = PathProof.byteCount + FrameCipher.tagBytes + DataHeader.longByteCount
    #expect(outcome.toHonest.count { $0 <= proofs } >= Self.rounds)
    if flood.isPrefix {
      #expect(outcome.toHonest.contains { $0 > 60 })
    } else {
      #expect(outcome.toHonest.count { $0 > 250 } >= Self.rounds, "\(outcome.toHonest)")
    }
    let drawn = outcome.sent - quiet.sent
    let cost = Double(drawn) / Double(outcome.flooded)
    // A row of the table in docs/SECURITY.md.
    let rounded = (cost * 1_000).rounded() / 1_000
    print("| \(flood.name) | \(outcome.flooded) | \(drawn) | \(rounded) |")
    #expect(cost <= flood.costMax, "\(cost) bytes for each byte of \(flood.name)")
    #expect(outcome.reports <= 1, "told once a minute")
  }

  @Test("every kind of frame is among the floods")
  func kinds() throws {
    let network = try TinyNetwork(4)
    network.run(for: .seconds(1))
    let flooded = Set(Self.floods.compactMap { $0.frame(0, network).first })
    let missing = FrameKind.allCases.filter { !flooded.contains($0.rawValue) }
    #expect(missing.isEmpty, "\(missing)")
  }

  static let floods = meshFloods + signedFloods + prefixFloods + directoryFloods
}
