import OverlayCore

/// Nodes of the core joined in memory without keys, each with a working link to every other.
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
        record: Self.record(number), configuration: .standard, seed: UInt64(number), now: now)
      for other in 0..<count where other != number {
        _ = node.admit(Self.record(other), isDirect: false, now: now)
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

  /// Lends a node, like ``Mesh/withNode(_:_:)``.
  @inline(__always)
  func withNode<Result>(_ number: Int, _ body: (inout Node) -> Result) -> Result {
    body(&hosts[number].node)
  }

  static func identity(_ number: Int) -> NodeID { NodeID(UInt128(number + 1) << 64) }

  private static func record(_ number: Int) -> MemberRecord {
    MemberRecord(
      node: identity(number), incarnation: 1, sequence: 0, endpoints: [], credential: [])
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
