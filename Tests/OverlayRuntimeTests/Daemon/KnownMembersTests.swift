import OverlayCore
import OverlaySecurity
import Testing

@testable import OverlayRuntime

@Suite("whom a node has known, as its status tells", .serialized)
struct KnownMembersTests {
  private let network: TestNetwork

  init() throws {
    network = try TestNetwork()
  }

  @Test("members of before are listed as offline until they are heard, revoked ones are not")
  func offline() throws {
    var alpha: RunningDaemon? = try network.found("alpha")
    let founder = try #require(alpha)
    let beta = try network.join("beta", at: founder)
    let gamma = try network.join("gamma", at: founder)
    try TestNetwork.wait { try founder.connected() == ["beta", "gamma"] }
    // Whoever leaves first is forgotten by the others, which is alpha here.
    founder.stop()
    beta.stop()
    gamma.stop()
    // As version 1 wrote it: whom to call, and nothing that anybody has signed.
    let records = try founder.state.loadNode().members
    try founder.state.write(MembersFileTests.version1(records), to: .members)
    alpha = try network.start("alpha")
    let peers = try alpha?.status().peers ?? []
    #expect(peers.map(\.name) == ["beta", "gamma"])
    #expect(peers.map(\.reach) == ["offline", "offline"])
    #expect(peers.allSatisfy { !$0.isConnected && $0.lastSeenAt == nil })
    #expect(peers.map(\.ipv4) == ["10.99.0.2", "10.99.0.3"])
    _ = try alpha?.ask(.revoke(node: "gamma"))
    let back = try network.start("beta")
    try TestNetwork.wait { try alpha?.connected() == ["beta"] }
    #expect(try alpha?.status().peers.map(\.name) == ["beta"])
    // The revocation arrives a moment later.
    try TestNetwork.wait { try back.status().peers.map(\.name) == ["alpha"] }
  }

  @Test("a node of version 1 that calls is named in the warnings, and what to do about it")
  func firstVersion() throws {
    let alpha = try network.found("alpha")
    let stored = try alpha.state.loadNode()
    let codes = MessageAuthenticator(
      presharedKey: stored.network.presharedKey, receiver: stored.identity.publicKey)
    let caller = try UDPSocket(bindingTo: UnderlayAddress(ipv4: 0x7f00_0001, port: 0))
    // Kind, and an index of which the first byte is 0, as it always was in version 1.
    let call = codes.finish([1, 0, 0, 0, 7] + [UInt8](repeating: 3, count: 200), cookie: nil)
    let arena = PacketArena(count: 1)
    arena.withBuffer(0) { buffer in
      for (offset, byte) in call.enumerated() { buffer[offset] = byte }
    }
    var queue = SendQueue(capacity: 1)
    let address = try #require(try network.listen("alpha").first)
    _ = queue.append(arena, buffer: 0, range: 0..<call.count, to: address)
    _ = queue.flush(through: caller)
    try TestNetwork.wait { try alpha.status().warnings?.isEmpty == false }
    let words = try #require(try alpha.status().warnings?.first)
    #expect(words.contains("a node at \(caller.address)"))
    #expect(words.contains("version 1"))
    #expect(words.contains("update selvedge there"))
    #expect(try alpha.status().counters["oldVersions"] == 1)
  }

  @Test("calls of other versions are few, the newest, and forgotten after an hour")
  func bounds() throws {
    var known = KnownMembers(members: [])
    let old = VersionMismatch(theirs: .first)
    for number in 0..<20 { known.cannotTalk(to: "node \(number)", old, now: .zero + .seconds(1)) }
    known.cannotTalk(to: "node 19", old, now: .zero + .seconds(2))
    let words = known.versionWarnings(now: .zero + .seconds(3))
    #expect(words.count == 8)
    #expect(words.last?.contains("node 19") == true)
    #expect(known.versionWarnings(now: .zero + .seconds(3_603)).isEmpty)
  }

  @Test("who fell silent is listed with the time, who left is not")
  func lost() throws {
    let founder = try network.found("alpha")
    let credential = try founder.state.loadNode().credential
    var known = KnownMembers(members: [])
    known.note(credential.node, .joined, credential, unixSeconds: 10)
    #expect(known.absent(besides: [credential.node]).isEmpty)
    known.note(credential.node, .lost, nil, unixSeconds: 20)
    #expect(known.absent(besides: []).map(\.lastSeenAt) == [20])
    known.note(credential.node, .joined, credential, unixSeconds: 30)
    #expect(known.absent(besides: []).map(\.lastSeenAt) == [nil])
    known.note(credential.node, .departed, nil, unixSeconds: 40)
    #expect(known.absent(besides: []).isEmpty)
  }
}
