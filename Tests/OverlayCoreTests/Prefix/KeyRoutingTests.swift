import Testing

@testable import OverlayCore

@Suite("Routing toward a key")
struct KeyRoutingTests {
  /// What becomes of a packet if no time passes on its way.
  private enum End: Equatable {
    case delivered(at: Int)
    case dropped(DropReason)
    /// Sent to a host that is gone.
    case lost
  }

  private func network(_ count: Int, base: DigitBase, seed: UInt64) -> PrefixNetwork {
    var configuration = NodeConfiguration.prefix
    configuration.prefix.base = base
    let network = PrefixNetwork(seed: seed, configuration: configuration)
    network.start(0, through: [])
    for number in 1..<count {
      network.start(number, through: [number / 2])
      network.run(for: .seconds(2))
    }
    network.run(for: .seconds(5))
    return network
  }

  /// Sends a packet on its way and passes it on, `forward` being asked at each node about it.
  private func send(
    _ network: PrefixNetwork, toward key: NodeID, from source: Int,
    forward: (PacketHeader) -> Void = { _ in }
  ) throws -> End {
    let origin = try #require(network.hosts[source])
    var (header, verdict) = origin.node.originate(
      toward: key, trafficClass: .balanced, kind: .datagram, flow: 1, now: network.now)
    #expect(header.isTowardKey && header.destination == key && header.source != key)
    var place = source
    while true {
      switch verdict {
      case .deliver: return .delivered(at: place)
      case .drop(let reason): return .dropped(reason)
      case .forward(let hops):
        forward(header)
        guard let end = network.hosts[place]?.ends[hops.first], let host = network.hosts[end.host]
        else { return .lost }
        header.isCopied = hops.count > 1
        place = end.host
        verdict = host.node.route(header, from: end.link, now: network.now)
        header.hopLimit -= 1
      }
    }
  }

  private func key(_ random: inout SeededRandom) -> NodeID {
    NodeID(UInt128(random.next()) << 64 | UInt128(random.next()))
  }

  @Test(
    "ends at the key's one root from wherever it begins", arguments: [DigitBase.four, .sixteen],
    [UInt64(1), 2])
  func oneRoot(base: DigitBase, seed: UInt64) throws {
    let network = network(30, base: base, seed: seed)
    var random = SeededRandom(seed: seed)
    for _ in 0..<100 {
      let key = key(&random)
      let root = try #require(network.trueRoot(of: key))
      var passedOn = 0
      for _ in 0..<5 {
        let source = Int(random.next() % 30)
        let end = try send(network, toward: key, from: source) { _ in passedOn += 1 }
        #expect(end == .delivered(at: root))
        #expect(network.hosts[source]?.node.isRoot(of: key) == (source == root))
      }
      #expect(passedOn >= 3, "a driver sees the packet at each node that passes it on")
    }
  }

  @Test("a packet for a key that is a node's name ends at that node")
  func nodesAreRootsOfThemselves() throws {
    let network = network(20, base: .four, seed: 3)
    for number in network.live {
      let name = PrefixNetwork.identity(number, seed: 3)
      #expect(try send(network, toward: name, from: (number + 7) % 20) == .delivered(at: number))
    }
  }

  @Test("while a root crashes, packets are lost or end at the root that takes over, no third node")
  func takeover() throws {
    let network = network(30, base: .four, seed: 5)
    var random = SeededRandom(seed: 5)
    let key = key(&random)
    let before = try #require(network.trueRoot(of: key))
    network.kill(before)
    let after = try #require(network.trueRoot(of: key))
    #expect(after != before)
    var (lost, delivered) = (0, 0)
    for _ in 0..<120 {
      for source in network.live {
        switch try send(network, toward: key, from: source) {
        case .delivered(let place):
          delivered += 1
          #expect(place == after)
        case .lost, .dropped: lost += 1
        }
      }
      network.run(for: .milliseconds(250))
    }
    #expect(lost > 0, "somebody believed in the old root")
    #expect(delivered > lost)
    for source in network.live {
      #expect(try send(network, toward: key, from: source) == .delivered(at: after))
    }
  }

  @Test("in a mesh there are no roots, and nobody to send a packet for a key to")
  func meshHasNoRoots() {
    let record = MemberRecord(
      node: NodeID(1), incarnation: 1, sequence: 0, endpoints: [], credential: [])
    var node = Node(record: record, configuration: .standard, seed: 1, now: .zero)
    let (header, verdict) = node.originate(
      toward: NodeID(2), trafficClass: .balanced, kind: .datagram, flow: 1, now: .zero)
    #expect(header.isTowardKey)
    #expect(verdict == .drop(.unknownDestination))
    #expect(node.isRoot(of: NodeID(1)) && !node.isRoot(of: NodeID(2)))
  }
}
