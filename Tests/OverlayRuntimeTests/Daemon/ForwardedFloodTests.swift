import OverlayRuntime
import Testing

@testable import OverlayCore
@testable import OverlaySecurity

@Suite("a forwarded service beside a member that floods it from changing ports", .serialized)
struct ForwardedFloodTests {
  /// Packets of one second.
  private let packetCount = 1_500

  @Test("answers another member, also when the answer takes as long as the flood")
  func flood() throws {
    let network = try TestNetwork()
    let loopback = UnderlayAddress(ipv4: 0x7f00_0001, port: 0)
    let service = try UDPSocket(bindingTo: loopback)
    let early = try UDPSocket(bindingTo: loopback)
    let late = try UDPSocket(bindingTo: loopback)
    let entrance = UnderlayAddress(ipv4: 0x7f00_0001, port: try TestNetwork.freePort())
    let alpha = try network.found(
      "alpha", services: [PortService(port: 7_001, deliver: service.address)])
    let beta = try network.join(
      "beta", at: alpha, tunnels: [PortTunnel(listen: entrance, node: "alpha", port: 7_001)])
    try network.enrol("mallory", with: network.invite("mallory", at: alpha))
    let mallory = try HostileMember(network.state("mallory"), listen: network.listen("mallory"))
    let victim = try alpha.state.loadNode().credential.node
    try mallory.wait {
      try mallory.link(to: victim) != nil && alpha.connected() == ["beta", "mallory"]
        && beta.connected().contains("alpha")
    }
    let link = try #require(mallory.link(to: victim))

    mallory.send([1, 2, 3], to: entrance, through: early)
    let question = try wait(mallory, at: service) { $0.bytes == [1, 2, 3] }
    var lateQuestion: (bytes: [UInt8], source: UnderlayAddress)?
    for number in 0..<packetCount {
      let port = 1_024 + number
      let front = [UInt8(port >> 8), UInt8(port & 0xff), UInt8(7_001 >> 8), UInt8(7_001 & 0xff)]
      mallory.send(
        mallory.header(to: victim, .datagram, sequence: UInt32(number)), front + [9], on: link)
      if number == packetCount / 2 { mallory.send([4, 5], to: entrance, through: late) }
      // Fifteen packets, ten milliseconds.
      if number % 15 == 14 { mallory.run(for: .milliseconds(10)) }
      while let datagram = try next(at: service) {
        if datagram.bytes == [4, 5] { lateQuestion = datagram }
      }
    }
    mallory.send([6, 7, 8], to: question.source, through: service)
    let answer = try wait(mallory, at: early) { _ in true }
    #expect(answer.bytes == [6, 7, 8])
    #expect(answer.source == entrance)
    if lateQuestion == nil { lateQuestion = try wait(mallory, at: service) { $0.bytes == [4, 5] } }
    mallory.send([9, 9], to: try #require(lateQuestion).source, through: service)
    #expect(try wait(mallory, at: late) { _ in true }.bytes == [9, 9])
    #expect(try alpha.status().counters["portsDisplaced"] ?? 0 > 1_000)
  }

  /// The first datagram at a socket that fits.
  private func wait(
    _ mallory: HostileMember, at socket: borrowing UDPSocket,
    _ fits: ((bytes: [UInt8], source: UnderlayAddress)) -> Bool
  ) throws -> (bytes: [UInt8], source: UnderlayAddress) {
    let end = mallory.now + .seconds(20)
    while mallory.now < end {
      mallory.pump()
      while let datagram = try next(at: socket) { if fits(datagram) { return datagram } }
    }
    throw ControlError.malformed("waited in vain for a datagram")
  }

  private func next(
    at socket: borrowing UDPSocket
  ) throws -> (bytes: [UInt8], source: UnderlayAddress)? {
    var batch = DatagramBatch(capacity: 1)
    guard try socket.receive(into: &batch) > 0 else { return nil }
    let length = batch.length(0)
    return (
      batch.arena.withBuffer(0) { buffer in (0..<length).map { buffer[$0] } }, batch.source(0)
    )
  }
}
