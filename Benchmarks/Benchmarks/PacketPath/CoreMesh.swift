import OverlayCore

/// Nodes of the core joined in memory without keys: a mesh, or a node of the prefix plane and its
/// peers.
final class CoreMesh {
  /// A node and the number that its link to each other host has.
  final class Host {
    var node: Node
    var links: [LinkID] = []

    init(_ node: consuming Node) {
      self.node = node
    }
  }

  private struct Frame {
    var source: Int
    var destination: Int
    var counter: UInt64
    var bytes: [UInt8]
  }

  private(set) var hosts: [Host] = []
  private(set) var now = Instant(nanoseconds: 1_000_000_000)

  /// `count` nodes whose links are all up.
  init(_ count: Int) {
    for number in 0..<count {
      var node = Node(
        record: Self.record(Self.identity(number)), configuration: .standard, seed: UInt64(number),
        now: now)
      for other in 0..<count where other != number {
        _ = node.admit(Self.record(Self.identity(other)), isDirect: false, now: now)
      }
      hosts.append(Host(node))
    }
    for number in 0..<count {
      for other in 0..<count {
        let link = hosts[number].node.addLink(to: Self.identity(other), now: now)
        hosts[number].links.append(link ?? .none)
      }
    }
    run(for: .seconds(5))
  }

  /// A node of the prefix plane, the first, with links to `count - 1` peers that are up; the peers
  /// have no other.
  init(prefixPeers count: Int) {
    for number in 0..<count {
      hosts.append(
        Host(
          Node(
            record: Self.record(Self.spread(number)), contact: Self.contact(number),
            configuration: .prefix, seed: UInt64(number), now: now)))
    }
    hosts[0].links = [.none]
    for number in 1..<count {
      let there = hosts[0].node.addLink(with: Self.contact(number), now: now)
      let back = hosts[number].node.addLink(with: Self.contact(0), now: now)
      hosts[0].links.append(there ?? .none)
      hosts[number].links = [back ?? .none]
    }
    run(for: .seconds(5))
  }

  /// Lends a node, like ``Mesh/withNode(_:_:)``.
  @inline(__always)
  func withNode<Result>(_ number: Int, _ body: (inout Node) -> Result) -> Result {
    body(&hosts[number].node)
  }

  static func identity(_ number: Int) -> NodeID { NodeID(UInt128(number + 1) << 64) }

  /// Identifiers as spread out as digests are.
  static func spread(_ number: Int) -> NodeID {
    NodeID(UInt128(UInt64(number + 1) &* 0x9e37_79b9_7f4a_7c15) << 64)
  }

  private static func contact(_ number: Int) -> Contact {
    Contact(
      node: spread(number), key: NodeKey(high: 0, low: UInt128(number)),
      endpoint: UnderlayAddress(ipv4: UInt32(number + 1), port: 1))
  }

  private static func record(_ node: NodeID) -> MemberRecord {
    MemberRecord(node: node, incarnation: 1, sequence: 0, endpoints: [], credential: [])
  }

  /// In steps of a millisecond, which is also how long a frame is under way.
  private func run(for interval: Interval) {
    let end = now + interval
    while now < end {
      now = now + .milliseconds(1)
      var frames: [Frame] = []
      for number in hosts.indices { frames += advance(number) }
      for frame in frames { deliver(frame) }
    }
  }

  private func advance(_ number: Int) -> [Frame] {
    let host = hosts[number]
    if host.node.nextDeadline <= now { host.node.advance(to: now) }
    var buffer = [UInt8](repeating: 0, count: Limits.controlFrameBytesMax)
    var frames: [Frame] = []
    while true {
      var span = buffer.mutableSpan
      guard let effect = host.node.nextEffect(into: &span, at: 0, now: now) else { return frames }
      guard case .send(let link, let length) = effect,
        let other = host.links.firstIndex(of: link),
        let counter = host.node.stamp(link, bytes: length, isData: false)
      else { continue }
      frames.append(
        Frame(
          source: number, destination: other, counter: counter, bytes: Array(buffer[..<length])))
    }
  }

  private func deliver(_ frame: Frame) {
    let host = hosts[frame.destination]
    let link = host.links[frame.source]
    host.node.count(
      link, counter: frame.counter, bytes: frame.bytes.count, isData: false, now: now)
    try? host.node.receive(frame.bytes.span, on: link, now: now)
  }
}
