import Testing

@testable import OverlayCore

@Suite("The MTU of a path under the prefix plane")
struct PrefixPathMTUTests {
  private let network: PrefixNetwork

  init() {
    network = PrefixNetwork(seed: 4, configuration: .prefix)
    network.start(0, through: [])
    for number in 1..<40 {
      network.run(for: .milliseconds(300))
      network.start(number, through: [0])
    }
    network.run(for: .seconds(20))
  }

  /// Hosts that reach each other through another only, and the first of those between.
  private func pair() throws -> (from: Int, to: Int, relay: NodeID, link: LinkID) {
    for from in 1..<40 {
      for to in 1..<40 where to != from {
        guard let host = network.hosts[from], !host.node.hasWorkingLink(to: network.node(to)),
          let path = host.node.prefixReport(to: network.node(to), now: network.now).paths.first,
          let relay = path.relay
        else { continue }
        return (from, to, relay, path.link)
      }
    }
    throw Missing()
  }

  private struct Missing: Error {}

  private func inUse(_ from: Int, _ to: Int) -> Int? {
    network.hosts[from]?.node.pathSize(
      toward: network.node(to), trafficClass: .balanced, now: network.now)?.inUse
  }

  private func hops(_ from: Int, _ to: Int) -> Hops? {
    let decision = network.hosts[from]?.node.originate(
      to: network.node(to), trafficClass: .balanced, kind: .ip, flow: 1, now: network.now)
    guard case .forward(let hops) = decision?.verdict else { return nil }
    return hops
  }

  private func say(_ bytes: Int, about destination: NodeID, to host: Int, over link: LinkID) throws
  {
    var frame = [UInt8](repeating: 0, count: 19)
    var span = frame.mutableSpan
    _ = TooBig(destination: destination, datagramBytes: bytes).write(to: &span, at: 0)
    try network.hosts[host]?.node.receive(frame.span, on: link, now: network.now)
  }

  @Test("is what the next hop says of it, for a minute and for that destination alone")
  func tooBig() throws {
    let (from, to, _, link) = try pair()
    let before = try #require(inUse(from, to))
    let limit = try #require(hops(from, to)).datagramBytesMax
    try say(1_300, about: network.node(to), to: from, over: link)
    #expect(inUse(from, to) == before - Int(limit) + 1_300)
    #expect(hops(from, to)?.datagramBytesMax == 1_300)
    for other in 1..<40 where other != to && other != from {
      if let hops = hops(from, other) { #expect(hops.datagramBytesMax == limit) }
    }
    network.run(for: .seconds(61))
    #expect(hops(from, to)?.datagramBytesMax != 1_300)
  }

  @Test("is passed on to the neighbour that a large packet came from")
  func passedOn() throws {
    let (from, to, _, link) = try pair()
    try say(1_300, about: network.node(to), to: from, over: link)
    let host = try #require(network.hosts[from])
    let back = try #require(host.ends.keys.sorted().first { $0 != link })
    let header = PacketHeader(
      hopLimit: 20, trafficClass: .balanced, kind: .ip, flowLabel: 1, sequence: 1,
      source: NodeID(1), destination: network.node(to))
    let verdict = host.node.route(header, from: back, now: network.now)
    guard case .forward(let hops) = verdict, hops.first == link else {
      Issue.record("takes another way: \(verdict)")
      return
    }
    host.node.noteSize(of: header, payloadBytes: 956, to: hops, from: back, now: network.now)
    #expect(notices(of: host) == [])
    host.node.noteSize(of: header, payloadBytes: 1_356, to: hops, from: back, now: network.now)
    #expect(notices(of: host) == [back])
  }

  @Test("is not believed of a node about itself, nor below the base")
  func hostile() throws {
    let (from, to, relay, link) = try pair()
    try say(1_300, about: relay, to: from, over: link)
    #expect(network.hosts[from]?.node.narrowPaths.isEmpty == true)
    #expect(throws: DecodeError.badValue) {
      try say(1_199, about: network.node(to), to: from, over: link)
    }
  }

  /// The links that a host says "too big" on now.
  private func notices(of host: PrefixNetwork.Host) -> [LinkID] {
    var links: [LinkID] = []
    var buffer = [UInt8](repeating: 0, count: 2_048)
    var span = buffer.mutableSpan
    while let effect = host.node.nextEffect(into: &span, at: 0, now: network.now) {
      if case .send(let link, _) = effect, span[0] == FrameKind.tooBig.rawValue {
        links.append(link)
      }
    }
    return links
  }
}
