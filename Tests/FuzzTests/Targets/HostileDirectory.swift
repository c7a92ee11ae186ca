@testable import OverlayCore

/// A directory whose proofs all hold and that gets whatever frames the input says, while it
/// publishes and looks up itself: a flag lets its places change.
enum HostileDirectory {
  private static let node = NodeID(1)

  /// Takes in every frame of the input.
  @Sendable
  static func accepts(_ input: [UInt8]) throws -> Bool {
    var now = Instant(nanoseconds: 1_000_000_000)
    var profile = DirectoryProfile.standard
    profile.recordsMax = 8
    var directory = Directory(node: node, profile: profile, seed: 1)
    let own = DirectoryRecord.Identity(key: DirectoryKey(3), owner: node, kind: .application)
    try directory.publish(
      DirectoryRecord(identity: own, version: 1, lifetimeSeconds: 60, payload: [1]), now: now)
    _ = try directory.lookUp(DirectoryKey(7), now: now)
    for step in FrameScript.steps(in: input) {
      // Seconds, so that records expire.
      now = now + step.pause * 1_000
      if directory.nextDeadline <= now { directory.advance(to: now) }
      if step.flag { directory.placesChanged(now: now) }
      _ = directory.admits(.directoryLookup, from: NodeID(2), now: now)
      try? directory.deliver(step.bytes.span, now: now)
      try drain(&directory, isRoot: !step.flag, now)
      guard directory.recordCount <= profile.recordsMax,
        directory.recordBytes <= profile.bytesMax
      else { throw FuzzFailure("records are not bounded") }
    }
    return !input.isEmpty
  }

  /// Frames as they are, one by one and together.
  static func seeds(_ frames: [DirectoryPublish]) -> [[UInt8]] {
    let steps = frames.map { frame in
      var buffer = [UInt8](repeating: 0, count: Limits.controlFrameBytesMax)
      var span = buffer.mutableSpan
      let length = frame.write(to: &span, at: 0)
      return FrameScript.Step(
        flag: false, pause: .milliseconds(5), bytes: Array(buffer[..<length]))
    }
    return (steps.map { [$0] } + [steps]).map(FrameScript.encode)
  }

  private static func drain(
    _ directory: inout Directory, isRoot: Bool, _ now: Instant
  ) throws {
    var buffer = [UInt8](repeating: 0, count: Limits.controlFrameBytesMax)
    var span = buffer.mutableSpan
    for _ in 0...Limits.effectsMax {
      guard let effect = directory.nextEffect(into: &span, at: 0, now: now) else { return }
      if case .place(let key) = effect {
        directory.place(
          key,
          DirectoryPlacement(nextHop: isRoot ? nil : NodeID(9), replicas: [NodeID(2), NodeID(3)]),
          now: now)
      }
    }
    throw FuzzFailure("effects are not bounded")
  }
}
