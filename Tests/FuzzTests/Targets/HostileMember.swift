import OverlayCore

/// A member with valid keys that sends whatever frames it likes to a node of the core: the input is
/// cut into frames, which arrive over two links while time goes by.
enum HostileMember {
  /// Takes in every frame of the input.
  @Sendable
  static func accepts(_ input: [UInt8]) throws -> Bool {
    var now = Instant(nanoseconds: 1_000_000_000)
    var node = Node(record: record(1), configuration: .standard, seed: 1, now: now)
    for number: UInt128 in 2...4 { _ = node.admit(record(number), isDirect: true, now: now) }
    let links = [2, 3].compactMap { node.addLink(to: NodeID($0), now: now) }
    guard links.count == 2 else { throw FuzzFailure("a fresh node has room for two links") }
    var buffer = [UInt8](repeating: 0, count: 2_048)
    var counter: UInt64 = 0
    let steps = FrameScript.steps(in: input)
    for step in steps {
      let link = links[step.flag ? 1 : 0]
      now = now + step.pause
      let frame = step.bytes
      counter = counter &+ 1 &+ step.skipped
      node.count(link, counter: counter, bytes: frame.count, isData: false, now: now)
      try? node.receive(frame.span, on: link, now: now)
      if let header = try? PacketHeader(frame.span, at: 0) {
        _ = node.route(header, from: link, now: now)
      }
      node.advance(to: now)
      try drain(&node, &buffer, now)
      guard node.presentMembers.count <= Limits.membersMax else {
        throw FuzzFailure("members are not bounded")
      }
    }
    return !steps.isEmpty
  }

  private static func record(_ number: UInt128) -> MemberRecord {
    MemberRecord(
      node: NodeID(number), incarnation: 1, sequence: 0,
      endpoints: [UnderlayAddress(ipv4: UInt32(number), port: 7_272)], credential: [1])
  }

  private static func drain(_ node: inout Node, _ buffer: inout [UInt8], _ now: Instant) throws {
    var span = buffer.mutableSpan
    for _ in 0...Limits.effectsMax {
      guard node.nextEffect(into: &span, at: 0, now: now) != nil else { return }
    }
    throw FuzzFailure("effects are not bounded")
  }
}
