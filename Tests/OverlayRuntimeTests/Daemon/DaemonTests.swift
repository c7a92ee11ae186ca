import Foundation
import OverlayCore
import OverlayRuntime
import OverlaySecurity
import Testing

@Suite("daemons on one host", .serialized)
struct DaemonTests {
  private let network: TestNetwork

  init() throws {
    network = try TestNetwork()
  }

  @Test("three nodes found, join and reach each other, with addresses in order")
  func wholeCeremony() throws {
    let alpha = try network.found("alpha")
    let beta = try network.join("beta", at: alpha)
    let gamma = try network.join("gamma", at: alpha)
    try TestNetwork.wait { try gamma.connected() == ["alpha", "beta"] }
    try TestNetwork.wait { try beta.connected() == ["alpha", "gamma"] }
    let addresses = try [alpha, beta, gamma].map { try $0.status().ipv4 }
    #expect(addresses == ["10.99.0.1", "10.99.0.2", "10.99.0.3"])
    #expect(try alpha.status().isAuthority)
    #expect(try !beta.status().isAuthority)
    let links = try beta.ask(.links)
    guard case .links(let report)? = links.first else {
      Issue.record("\(links)")
      return
    }
    #expect(report.links.map(\.neighbour) == ["alpha", "gamma"])
    let routes = try beta.ask(.routes)
    guard case .routes(let table)? = routes.first else {
      Issue.record("\(routes)")
      return
    }
    #expect(table.routes.count == 2 * TrafficClass.allCases.count)
  }

  @Test("probes and traces are answered")
  func diagnostics() throws {
    let alpha = try network.found("alpha")
    let beta = try network.join("beta", at: alpha)
    try TestNetwork.wait { try beta.connected() == ["alpha"] }
    try TestNetwork.wait { try alpha.connected() == ["beta"] }
    let pings = try beta.ask(
      .ping(node: "alpha", count: 3, intervalMilliseconds: 10, trafficClass: "latency"))
    #expect(pings.count == 3)
    for case .ping(let report) in pings {
      #expect(report.node == "alpha")
      #expect(report.trafficClass == "latency")
      #expect(report.roundTripMilliseconds != nil)
    }
    let hops = try beta.ask(.trace(node: "alpha", trafficClass: nil))
    guard case .trace(let hop)? = hops.first else {
      Issue.record("\(hops)")
      return
    }
    #expect(hops.count == 1)
    #expect(hop.name == "alpha")
    #expect(hop.isDestination)
  }

  @Test("what cannot be asked is refused with a remedy")
  func badRequests() throws {
    let alpha = try network.found("alpha")
    func refusal(_ request: ControlRequest) -> String {
      do {
        return "accepted: \(try alpha.ask(request))"
      } catch let error as ControlError {
        return error.problem
      } catch {
        return "\(error)"
      }
    }
    func ping(_ node: String, count: Int = 1, trafficClass: String? = nil) -> ControlRequest {
      .ping(node: node, count: count, intervalMilliseconds: 100, trafficClass: trafficClass)
    }
    let lifetimes: [UInt64] = [0, .max, .max - 1_000]
    for seconds in lifetimes {
      let words = refusal(.invite(name: "beta", expiresAfterSeconds: seconds))
      #expect(words.contains("cannot be good for \(seconds) seconds"))
    }
    #expect(refusal(ping("nobody")).contains("no member is called `nobody`"))
    #expect(refusal(ping("alpha")).contains("this node itself"))
    #expect(refusal(ping("nobody", count: -1)).contains("no member"))
    #expect(refusal(.revoke(node: "alpha")).contains("this node itself"))
    #expect(refusal(.revoke(node: "nobody")).contains("no such member"))
    #expect(
      refusal(.invite(name: "Not A Name", expiresAfterSeconds: 60)).contains("a-z, 0-9"))
    #expect(refusal(.invite(name: "alpha", expiresAfterSeconds: 60)).contains("has this name"))
  }

  @Test("a local program reaches a service on another node through forwarded ports, and back")
  func forwardedPorts() throws {
    let program = try UDPSocket(bindingTo: UnderlayAddress(ipv4: 0x7f00_0001, port: 0))
    let service = try UDPSocket(bindingTo: UnderlayAddress(ipv4: 0x7f00_0001, port: 0))
    let entrance = UnderlayAddress(ipv4: 0x7f00_0001, port: try TestNetwork.freePort())
    let alpha = try network.found(
      "alpha", services: [PortService(port: 7001, deliver: service.address)])
    let beta = try network.join(
      "beta", at: alpha, tunnels: [PortTunnel(listen: entrance, node: "alpha", port: 7001)])
    try TestNetwork.wait { try beta.connected() == ["alpha"] }
    try TestNetwork.wait { try alpha.connected() == ["beta"] }

    send([1, 2, 3], to: entrance, through: program)
    let arrived = try receive(from: service)
    let question = try #require(arrived)
    #expect(question.bytes == [1, 2, 3])
    send([UInt8](repeating: 7, count: 1200), to: question.source, through: service)
    let returned = try receive(from: program)
    let answer = try #require(returned)
    #expect(answer.bytes == [UInt8](repeating: 7, count: 1200))
    #expect(answer.source == entrance)
  }

  private func send(
    _ bytes: [UInt8], to address: UnderlayAddress, through socket: borrowing UDPSocket
  ) {
    let arena = PacketArena(count: 1)
    arena.withBuffer(0) { buffer in
      for (offset, byte) in bytes.enumerated() { buffer[offset] = byte }
    }
    var queue = SendQueue(capacity: 1)
    _ = queue.append(arena, buffer: 0, range: 0..<bytes.count, to: address)
    _ = queue.flush(through: socket)
  }

  private func receive(
    from socket: borrowing UDPSocket
  ) throws -> (bytes: [UInt8], source: UnderlayAddress)? {
    var loop = try EventLoop()
    try loop.add(socket.descriptor, token: EventToken(.underlay))
    var batch = DatagramBatch(capacity: 1)
    let deadline = loop.clock.now + .seconds(10)
    while loop.clock.now < deadline {
      _ = try loop.wait(until: deadline)
      guard try socket.receive(into: &batch) > 0 else { continue }
      let length = batch.length(0)
      let bytes = batch.arena.withBuffer(0) { buffer in (0..<length).map { buffer[$0] } }
      return (bytes, batch.source(0))
    }
    return nil
  }

  @Test("a restarted node finds the others without its authority")
  func restart() throws {
    let alpha = try network.found("alpha")
    let beta = try network.join("beta", at: alpha)
    var gamma: RunningDaemon? = try network.join("gamma", at: alpha)
    try TestNetwork.wait { try gamma?.connected() == ["alpha", "beta"] }
    alpha.stop()
    gamma?.stop()
    gamma = nil
    gamma = try network.start("gamma")
    try TestNetwork.wait { try gamma?.connected() == ["beta"] }
    try TestNetwork.wait { try beta.connected() == ["gamma"] }
  }

  @Test("a revoked node is out at once, and still out after the authority's restart")
  func revocation() throws {
    var alpha: RunningDaemon? = try network.found("alpha")
    let founder = try #require(alpha)
    let beta = try network.join("beta", at: founder)
    let gamma = try network.join("gamma", at: founder)
    try TestNetwork.wait { try beta.connected() == ["alpha", "gamma"] }
    _ = try founder.ask(.revoke(node: "gamma"))
    try TestNetwork.wait { try beta.connected() == ["alpha"] }
    try TestNetwork.wait { try founder.connected() == ["beta"] }
    founder.stop()
    alpha = nil
    alpha = try network.start("alpha")
    try TestNetwork.wait { try alpha?.connected() == ["beta"] }
    try TestNetwork.wait {
      try gamma.status().warnings?.contains { $0.contains("was revoked") } == true
    }
  }

  @Test("an invitation is good for one node, however often that node asks")
  func invitationOnce() throws {
    let alpha = try network.found("alpha")
    let invitation = try network.invite("beta", at: alpha)
    try network.enrol("beta", with: invitation)
    // The state was lost, but not the key: the same node asks again.
    let state = network.state("beta")
    for suffix in ["", ".copy"] {
      try FileManager.default.removeItem(atPath: state.path(of: .credential) + suffix)
    }
    try network.enrol("beta", with: invitation)
    #expect(try state.loadNode().credential.ipv4 == 0x0a63_0002)
    #expect(throws: EnrolmentFailure.refused(.usedInvitation)) {
      try network.enrol("mallory", with: invitation)
    }
  }

  @Test("an inviter that is away is reported with its addresses")
  func unreachable() throws {
    let alpha = try network.found("alpha")
    let invitation = try network.invite("beta", at: alpha)
    alpha.stop()
    do {
      try network.enrol("beta", with: invitation)
      Issue.record("joined nobody")
    } catch let error as EnrolmentFailure {
      #expect(error == .unreachable(invitation.endpoints))
      #expect(error.problem.contains("127.0.0.1"))
    }
  }

  @Test("two daemons cannot share a state directory, nor a port")
  func conflicts() throws {
    let alpha = try network.found("alpha")
    #expect(throws: DaemonError.self) { _ = try network.start("alpha") }
    do {
      _ = try network.start("alpha")
    } catch let error as DaemonError {
      guard case .state(.locked) = error else {
        Issue.record("\(error)")
        return
      }
    }
    let beta = try network.join("beta", at: alpha)
    beta.stop()
    do {
      _ = try RunningDaemon(network.state("beta"), listen: network.listen("alpha"))
      Issue.record("two daemons share a port")
    } catch let error as DaemonError {
      guard case .socket(.inUse) = error else {
        Issue.record("\(error)")
        return
      }
    }
  }

  @Test("an empty directory is no node")
  func notSetUp() throws {
    let state = network.state("nobody")
    try state.create()
    do {
      _ = try network.start("nobody")
      Issue.record("started without a node")
    } catch let error as DaemonError {
      #expect(error == .state(.notSetUp(directory: state.path)))
      #expect(error.remedy.contains("selvedge join"))
    }
  }

  @Test("`down` ends the daemon, and its socket goes with it")
  func down() throws {
    let alpha = try network.found("alpha")
    #expect(try alpha.ask(.down) == [.stopping])
    try TestNetwork.wait {
      (try? ControlClient(path: alpha.state.path(of: .control))) == nil
    }
    alpha.stop()
    #expect(!alpha.state.has(.control))
  }
}
