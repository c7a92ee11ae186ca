@testable import OverlayCore
@testable import OverlaySecurity

// What must hold whatever hostile members have sent.

extension HostileNetwork {
  /// Pairs of honest nodes that have a way straight to each other.
  private static let neighbours: [(Role, Role)] = [
    (.victim, .relay), (.victim, .otherRelay), (.relay, .otherRelay), (.relay, .far),
    (.otherRelay, .far),
  ]

  /// A network in which everybody has found everybody; on the way there nobody is hostile.
  static func make(_ plane: Plane) throws -> HostileNetwork {
    var network = try HostileNetwork(plane)
    for _ in 0..<60 {
      try network.run(for: .milliseconds(500))
      guard network.isConnected, network.isHostileConnected, network.pulsesArrived.atFar > 4,
        network.pulsesArrived.atVictim > 4
      else { continue }
      return network
    }
    throw FuzzFailure("the \(plane) did not come about")
  }

  private var isConnected: Bool {
    Self.neighbours.allSatisfy { one, other in
      self[one].node.node.hasWorkingLink(to: id(other))
        && self[other].node.node.hasWorkingLink(to: id(one))
    }
  }

  /// In a mesh everybody has a link with everybody; the prefix plane keeps those that its table needs.
  private var hasMeshLinks: Bool {
    Self.honest.contains { self[$0].node.node.plane == .prefix } || isConnected
  }

  private var isHostileConnected: Bool {
    Self.hostile.allSatisfy { self[.victim].node.node.hasWorkingLink(to: id($0)) }
  }

  /// What may never be otherwise.
  func check() throws {
    for role in Self.honest {
      let node = self[role]
      try node.checkBounds()
      for other in Self.honest where node.departed.contains(id(other)) {
        throw FuzzFailure("\(role) took \(other) for departed")
      }
      if plane == .mesh || plane == .crowded && !isCrowded, node.node.plane != .mesh {
        throw FuzzFailure("\(role) left the mesh")
      }
    }
  }

  /// Once nobody is hostile any more, everything between honest nodes works again within a minute.
  mutating func checkRecovery() throws {
    silence()
    try run(for: .seconds(6))
    try check()
    for _ in 0..<12 {
      let before = (pulsesArrived, Self.honest.map { self[$0].echoes })
      for role in Self.honest {
        for other in Self.honest where other != role {
          _ = self[role].node.probe(id(other), trafficClass: .balanced, now: now)
        }
      }
      try run(for: .seconds(5))
      try check()
      if isRecovered(since: before.0, before.1) { return }
    }
    throw FuzzFailure("the honest did not find each other again: \(complaint)")
  }

  /// Twenty packets of each flow were sent since; all must be there.
  private func isRecovered(
    since pulses: (atVictim: Int, atFar: Int), _ echoes: [[NodeID: Int]]
  ) -> Bool {
    guard hasMeshLinks, pulsesArrived.atVictim - pulses.atVictim >= 19,
      pulsesArrived.atFar - pulses.atFar >= 19
    else { return false }
    return Self.honest.allSatisfy { role in
      Self.honest.allSatisfy { other in
        other == role
          || self[role].echoes[id(other), default: 0] > echoes[role.rawValue][id(other), default: 0]
      }
    }
  }

  private var complaint: String {
    let links = Self.neighbours.filter { !self[$0.0].node.node.hasWorkingLink(to: id($0.1)) }
    let planes = Self.honest.map { self[$0].node.plane.rawValue }
    return "no link \(links), planes \(planes), pulses \(pulsesArrived)"
  }
}
