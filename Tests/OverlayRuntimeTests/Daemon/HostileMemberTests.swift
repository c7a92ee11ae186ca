import Foundation
import OverlayRuntime
import Testing

@testable import OverlayCore
@testable import OverlaySecurity

@Suite("a daemon beside a member that sends what no honest one would", .serialized)
struct HostileMemberTests {
  private let network: TestNetwork

  init() throws {
    network = try TestNetwork()
  }

  /// A member that is enrolled, and has a link to the node that let it in.
  private func join(
    _ name: String, at authority: RunningDaemon, node: NodeConfiguration = .standard
  ) throws -> (member: HostileMember, link: LinkID, victim: NodeID) {
    try network.enrol(name, with: network.invite(name, at: authority))
    let member = try HostileMember(
      network.state(name), listen: network.listen(name), node: node)
    let victim = try authority.state.loadNode().credential.node
    try member.wait {
      try member.link(to: victim) != nil && authority.connected() == [name]
    }
    return (member, try #require(member.link(to: victim)), victim)
  }

  @Test("the last frame counter but one does not stop it")
  func hugeCounter() throws {
    let alpha = try network.found("alpha")
    let (mallory, link, _) = try join("mallory", at: alpha)
    var beacon = Beacon()
    beacon.intervalMilliseconds = 100
    let frame = HostileMember.frame { beacon.write(to: &$0, at: 0) }
    try mallory.send(frame: frame, on: link, counter: .max - 1)
    try mallory.wait { try alpha.status().name == "alpha" }
    #expect(try alpha.status().counters["badFrames"] == 0)
  }

  @Test(
    "stripes that announce a packet as large as any decoder lets them do not stop it",
    arguments: [1_400, 1_500, 1_981, 2_048])
  func largeStripes(bytes: Int) throws {
    let alpha = try network.found("alpha")
    let (mallory, link, victim) = try join("mallory", at: alpha)
    let half = (bytes + 1) / 2
    for index in 0..<2 {
      var header = mallory.header(to: victim, .stripe, class: .parity)
      header.sequence = UInt32(index)
      let stripe: [UInt8] = [
        UInt8(index << 4 | 2), PayloadKind.datagram.rawValue, UInt8(bytes >> 8),
        UInt8(bytes & 0xff),
      ]
      mallory.send(header, stripe + [UInt8](repeating: 7, count: half), on: link)
    }
    try mallory.wait { try alpha.status().name == "alpha" }
    #expect(try alpha.connected() == ["mallory"])
  }

  @Test("a labelled packet for somebody else that no path carries does not stop the relay")
  func largeRelayedPacket() throws {
    let alpha = try network.found("alpha")
    let beta = try network.join("beta", at: alpha)
    let other = try beta.state.loadNode().credential.node
    try TestNetwork.wait { try alpha.connected() == ["beta"] }
    try network.enrol("mallory", with: network.invite("mallory", at: alpha))
    let mallory = try HostileMember(
      network.state("mallory"), listen: network.listen("mallory"))
    let victim = try alpha.state.loadNode().credential.node
    try mallory.wait {
      try mallory.link(to: victim) != nil && alpha.connected() == ["beta", "mallory"]
    }
    let link = try #require(mallory.link(to: victim))
    let header = mallory.header(to: other, .datagram)
    let offer = LabelOffer(label: 77, header: header)
    try mallory.send(frame: HostileMember.frame { offer.write(to: &$0, at: 0) }, on: link)
    let short = HostileMember.frame {
      LabelledHeader(header, label: 77).write(to: &$0, at: 0)
      return LabelledHeader.byteCount
    }
    for bytes in [1_400, 1_468, 1_469, 1_500, 1_981, 3_000, 8_000] {
      try mallory.send(frame: short + [UInt8](repeating: 7, count: bytes), on: link)
    }
    try mallory.wait { try alpha.connected() == ["beta", "mallory"] }
    #expect(try alpha.status().counters["oversizedDatagrams"] == 5)
  }

  @Test("a directory frame with 3,000 bytes behind its envelope does not stop who passes it on")
  func largeDirectoryFrame() throws {
    func byPrefixes(_ configuration: inout DaemonConfiguration) { configuration.plane = .prefix }
    let alpha = try network.found("alpha", adjust: byPrefixes)
    try network.enrol("beta", with: network.invite("beta", at: alpha))
    let beta = try network.start("beta", adjust: byPrefixes)
    try TestNetwork.wait { try alpha.connected() == ["beta"] }
    let other = try beta.state.loadNode().credential.node
    try network.enrol("mallory", with: network.invite("mallory", at: alpha))
    let mallory = try HostileMember(
      network.state("mallory"), listen: network.listen("mallory"), node: .prefix)
    let victim = try alpha.state.loadNode().credential.node
    try mallory.wait { mallory.link(to: victim) != nil }
    let link = try #require(mallory.link(to: victim))
    for bytes in [1_100, 1_162, 1_163, 1_400, 3_000] {
      let envelope = DirectoryEnvelope(
        kind: .directoryLookup, toward: other, origin: mallory.node.identity, request: 9)
      let frame = HostileMember.frame {
        var writer = ByteWriter()
        envelope.write(to: &$0, writer: &writer)
        return writer.position + bytes
      }
      try mallory.send(frame: frame, on: link)
    }
    try mallory.wait { try alpha.status().name == "alpha" }
    try TestNetwork.wait { try alpha.connected().contains("beta") }
  }

  @Test("a datagram larger than any application's does not stop a program that has a port open")
  func largeApplicationDatagram() throws {
    let alpha = try network.found("alpha", servesApplications: true)
    let port = try #require(
      try alpha.exchange?.open(7_001, capacity: 16, overflow: .dropOldest))
    let (mallory, link, victim) = try join("mallory", at: alpha)
    let front: [UInt8] = [0x1b, 0x59, 0x1b, 0x59]
    for bytes in [1_396, 1_397, 1_420] {
      mallory.send(
        mallory.header(to: victim, .datagram), front + [UInt8](repeating: 7, count: bytes),
        on: link)
    }
    try mallory.wait { port.counters.received > 0 }
    try mallory.wait { try alpha.status().counters["datagramsOversized"] == 2 }
    #expect(port.take()?.bytes.count == 1_396)
    #expect(port.take()?.bytes.count == nil)
  }
}
