@testable import OverlayCore

/// Nodes of the core joined without keys: the smallest driver of ``Node``.
///
/// Every pair has one link. A pair's delay and loss are fixed, and either direction can be cut.
final class PlainMesh {
  final class Host {
    var node: Node
    var linkTo: [Int: LinkID] = [:]
    var hostOn: [LinkID: Int] = [:]
    var effects: [Effect] = []

    init(_ node: consuming Node) {
      self.node = node
    }
  }

  private struct Frame {
    var due: Instant
    var order: Int
    var from: Int
    var to: Int
    var counter: UInt64
    var bytes: [UInt8]
  }

  var hosts: [Host] = []
  var now = Instant(nanoseconds: 1_000_000_000)
  var delay: (Int, Int) -> Interval = { _, _ in .milliseconds(10) }
  var loss: (Int, Int) -> Double = { _, _ in 0 }
  var cuts: Set<[Int]> = []
  /// The largest datagram that a pair's path carries, sealing included; larger ones vanish.
  var datagramBytesMax: (Int, Int) -> Int = { _, _ in 9_000 }
  /// What a host's control frame becomes before it leaves: a host may lie.
  var tamper: (Int, [UInt8]) -> [UInt8] = { _, bytes in bytes }
  /// Bytes of the datagrams with size probes that were sent.
  var sizeProbes: [Int] = []
  /// Control frames sent, by kind.
  var sent: [FrameKind: Int] = [:]
  private var random: SeededRandom
  private var flying: [Frame] = []
  private var order = 0

  init(_ count: Int, seed: UInt64 = 1, configuration: NodeConfiguration = .standard) {
    random = SeededRandom(seed: seed ^ 0xabcd)
    let records = (0..<count).map { number in
      MemberRecord(
        node: Self.identity(number), incarnation: 1, sequence: 0, endpoints: [], credential: [])
    }
    for number in 0..<count {
      var node = Node(
        record: records[number], configuration: configuration, seed: seed &+ UInt64(number),
        now: now)
      for other in 0..<count where other != number {
        _ = node.admit(records[other], isDirect: false, now: now)
      }
      hosts.append(Host(node))
    }
    for first in 0..<count {
      for second in 0..<count where second != first { connect(first, second) }
    }
  }

  static func identity(_ number: Int) -> NodeID { NodeID(UInt128(number + 1) << 120) }

  private func connect(_ first: Int, _ second: Int) {
    guard let link = hosts[first].node.addLink(to: Self.identity(second), now: now) else { return }
    hosts[first].linkTo[second] = link
    hosts[first].hostOn[link] = second
  }

  func cut(_ first: Int, _ second: Int) {
    cuts.insert([first, second])
    cuts.insert([second, first])
  }

  func run(for interval: Interval) {
    let end = now + interval
    drainAll()
    while true {
      let next = min(
        flying.map(\.due).min() ?? .never, hosts.map { $0.node.nextDeadline }.min() ?? .never)
      guard next <= end else { break }
      now = max(next, now)
      for host in hosts where host.node.nextDeadline <= now { host.node.advance(to: now) }
      for frame in flying.filter({ $0.due <= now }).sorted(by: { $0.order < $1.order }) {
        deliver(frame)
      }
      flying.removeAll { $0.due <= now }
      drainAll()
    }
    now = end
  }

  private func deliver(_ frame: Frame) {
    let host = hosts[frame.to]
    guard let link = host.linkTo[frame.from] else { return }
    host.node.count(
      link, counter: frame.counter, bytes: frame.bytes.count, isData: false, now: now)
    if let record = try? MemberRecord(frame.bytes.span) {
      // Without keys there is nothing to verify.
      _ = host.node.admit(record, isDirect: false, now: now)
      return
    }
    try? host.node.receive(frame.bytes.span, on: link, now: now)
  }

  private func drainAll() {
    for number in hosts.indices { drain(number) }
  }

  private func drain(_ number: Int) {
    var buffer = [UInt8](repeating: 0, count: 2_048)
    while true {
      var span = buffer.mutableSpan
      guard let effect = hosts[number].node.nextEffect(into: &span, at: 0, now: now) else {
        return
      }
      switch effect {
      case .send(let link, let length):
        transmit(Array(buffer[..<length]), from: number, on: link)
      case .probe(let link, let length):
        sizeProbes.append(length + FrameOverhead().frameBytesMin)
        transmit(Array(buffer[..<length]), from: number, on: link)
      default:
        hosts[number].effects.append(effect)
      }
    }
  }

  private func transmit(_ bytes: [UInt8], from number: Int, on link: LinkID) {
    guard let counter = hosts[number].node.stamp(link, bytes: bytes.count, isData: false),
      let other = hosts[number].hostOn[link]
    else { return }
    if let kind = FrameKind(rawValue: bytes[0]) { sent[kind, default: 0] += 1 }
    if cuts.contains([number, other]) || random.chance(loss(number, other)) { return }
    let datagram = bytes.count + FrameOverhead().frameBytesMin
    if datagram > datagramBytesMax(number, other) { return }
    order += 1
    flying.append(
      Frame(
        due: now + delay(number, other), order: order, from: number, to: other,
        counter: counter, bytes: tamper(number, bytes)))
  }

  /// The nodes that a packet visits, by asking each node's forwarding rule in turn; ends with the
  /// destination when it arrives.
  func walk(
    from source: Int, to destination: Int, class trafficClass: TrafficClass = .balanced
  ) -> [Int] {
    var (header, verdict) = hosts[source].node.originate(
      to: Self.identity(destination), trafficClass: trafficClass, kind: .ip, flow: 1, now: now)
    var visited = [source]
    while case .forward(let hops) = verdict {
      let place = visited[visited.count - 1]
      guard let next = hosts[place].hostOn[hops.first], !cuts.contains([place, next]) else {
        return visited
      }
      visited.append(next)
      guard visited.count < 10, let arrival = hosts[next].linkTo[place] else { return visited }
      verdict = hosts[next].node.route(header, from: arrival, now: now)
      if verdict == .deliver { return visited }
      if case .forward(let next) = verdict { header.pass(over: next) }
    }
    return visited
  }
}
