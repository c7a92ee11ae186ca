@testable import OverlayCore
@testable import OverlaySecurity

/// Members with genuine credentials whose datagrams an input makes, against nodes that are driven as the
/// daemon drives them.
///
/// ```
/// | plane 1 | step ... |
/// step: | head 1 | pause 1 | [way 1] | [stranger 1] | [counter 1 to 9] | what 1 | its fields | [room 3] |
/// head: member 1 bit | source 3 bits | counter 2 bits | has a way | has room behind it
/// way:  path 4 bits | socket 1 bit | delay, 20 ms units 3 bits
/// ```
///
/// A pause below 128 is of milliseconds, any other of steps of 50 ms. `what` is a frame
/// (``FrameForge/Recipe``), or a datagram without a session, or a packet that the member sends as an
/// honest one would, or silence, or a storm: a random script of steps.
enum HostileSessions {
  /// Datagrams of one input beyond this many are not sent.
  static let datagramsMax = 8_192

  /// Nor is it played for longer than this.
  private static let durationMax = Interval.seconds(120)

  /// Takes in every step of the input.
  @Sendable
  static func accepts(_ input: [UInt8]) throws -> Bool {
    _ = try run(input)
    return !input.isEmpty
  }

  /// The same, and what became of the frames.
  static func run(_ input: [UInt8]) throws -> SessionTally {
    guard let first = input.first else { return SessionTally() }
    let planes = HostileNetwork.Plane.allCases
    var scene = HostileScene(
      network: try .make(planes[Int(first) % planes.count]), input: ScriptReader(input))
    _ = scene.input.byte()
    let end = scene.network.now + durationMax
    while !scene.input.isAtEnd, scene.tally.datagrams < datagramsMax, scene.network.now < end {
      try scene.step()
    }
    try scene.network.checkRecovery()
    return scene.tally
  }

  /// The input of a storm in the plane of an input, which goes on behind it.
  static func storm(_ number: UInt32, before rest: [UInt8]) -> [UInt8] {
    let seed = (0..<4).reversed().map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    return Array(rest.prefix(1)) + [0, 20, HostileScene.stormStep] + seed + [0x0f, 0xff]
      + rest.dropFirst()
  }

  /// An input for each plane in which every kind of frame comes from either member, its fields zero.
  static func seeds() throws -> [[UInt8]] {
    try HostileNetwork.Plane.allCases.map { plane in
      let network = try HostileNetwork.make(plane)
      var seed = [plane.rawValue]
      for recipe in FrameForge.Recipe.allCases {
        seed += [recipe.rawValue & 1, 20, recipe.rawValue]
        var fields = ScriptReader([])
        var forge = FrameForge(network, sender: .hostile)
        _ = forge.frame(recipe, &fields)
        seed += [UInt8](repeating: 0, count: fields.position)
      }
      return seed
    }
  }
}
