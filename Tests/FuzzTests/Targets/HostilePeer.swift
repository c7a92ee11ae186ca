@testable import OverlayCore

/// Two peers with valid keys that bring whatever frames they like to a node of the prefix plane, which
/// has joined, publishes a record and looks one up. It can reach nobody else, or whoever it asks for.
enum HostilePeer {
  /// Takes in every frame of the input.
  @Sendable
  static func accepts(_ input: [UInt8]) throws -> Bool {
    var now = Instant(nanoseconds: 1_000_000_000)
    var configuration = NodeConfiguration.tapestry
    configuration.directory.recordsMax = 8
    var node = Node(
      record: MemberRecord(
        node: NodeID(1), incarnation: 1, sequence: 0, endpoints: [], credential: [1]),
      contact: contact(1), configuration: configuration, seed: 1, now: now)
    node.join(through: [], now: now)
    let links = [2, 3].compactMap { node.addLink(with: contact($0), now: now) }
    guard links.count == 2 else { throw FuzzFailure("a fresh node has room for two links") }
    try node.publish(
      DirectoryRecord(
        identity: .init(key: DirectoryKey(7), owner: NodeID(1), kind: .application), version: 1,
        lifetimeSeconds: 60, payload: [1]), now: now)
    _ = try node.lookUp(DirectoryKey(9), now: now)
    var counter: UInt64 = 0
    let steps = FrameScript.steps(in: input)
    for (number, step) in steps.enumerated() {
      now = now + step.pause * 10
      let link = links[step.flag ? 1 : 0]
      counter = counter &+ 1 &+ step.skipped
      node.count(link, counter: counter, bytes: step.bytes.count, isData: false, now: now)
      try? node.receive(step.bytes.span, on: link, now: now)
      if let header = try? PacketHeader(step.bytes.span, at: 0), !node.links[link.index].isVacant {
        _ = node.route(header, from: link, now: now)
      }
      node.advance(to: now)
      try drain(&node, isReaching: number % 4 == 3, now)
      guard node.peerCount <= Limits.peersMax, node.multicastCount <= Limits.multicastsMax,
        node.heldRecordCount <= configuration.directory.recordsMax
      else { throw FuzzFailure("peers, multicasts or records are not bounded") }
    }
    return !steps.isEmpty
  }

  private static func contact(_ number: UInt32) -> Contact {
    Contact(
      node: NodeID(UInt128(number)), key: NodeKey(high: 1, low: UInt128(number)),
      endpoint: UnderlayAddress(ipv4: number, port: 7_272))
  }

  private static func drain(_ node: inout Node, isReaching: Bool, _ now: Instant) throws {
    var buffer = [UInt8](repeating: 0, count: Limits.controlFrameBytesMax)
    var span = buffer.mutableSpan
    for _ in 0...Limits.effectsMax {
      guard let effect = node.nextEffect(into: &span, at: 0, now: now) else { return }
      switch effect {
      case .connect(let contact):
        if !isReaching {
          node.connectFailed(contact.node, now: now)
        } else if let link = node.addLink(with: contact, now: now) {
          _ = node.stamp(link, bytes: 1, isData: false)
        }
      case .measure(let contact):
        if isReaching { node.measured(contact.node, roundTrip: .milliseconds(5), now: now) }
      case .disconnect(let link): node.removeLink(link, now: now)
      default: break
      }
    }
    throw FuzzFailure("effects are not bounded")
  }
}
