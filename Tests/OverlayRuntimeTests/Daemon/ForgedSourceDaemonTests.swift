import Testing

import OverlayRuntime

@testable import OverlayCore
@testable import OverlaySecurity

@Suite("daemons and a member that forges its source address", .serialized)
struct ForgedSourceDaemonTests {
  /// Frames that used to draw many times their bytes, by what they are.
  private static let frames: [(name: String, bytes: [UInt8])] = [
    ("one beacon", encoded { beacon.write(to: &$0, at: 0) }),
    (
      "an empty member summary",
      encoded {
        MemberSummary(first: NodeID(0), last: NodeID(.max), entries: []).write(to: &$0, at: 0)
      }
    ),
  ]

  private static var beacon: Beacon {
    var beacon = Beacon()
    beacon.wantsReply = true
    beacon.intervalMilliseconds = 100
    return beacon
  }

  private static func encoded(_ write: (inout MutableSpan<UInt8>) -> Int) -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: 2_048)
    var span = buffer.mutableSpan
    return Array(buffer[..<write(&span)])
  }

  /// The sizes of the datagrams that wait at a socket.
  private static func sizes(waitingAt socket: borrowing UDPSocket) throws -> [Int] {
    var batch = DatagramBatch(capacity: 16)
    var sizes: [Int] = []
    while true {
      let count = try socket.receive(into: &batch)
      guard count > 0 else { return sizes }
      sizes += (0..<count).map { batch.length($0) }
    }
  }

  @Test("draws no more than three times its bytes to an address that never answers")
  func forged() throws {
    let network = try TestNetwork()
    let alpha = try network.found("alpha")
    let beta = try network.join("beta", at: alpha)
    try network.enrol("mallory", with: network.invite("mallory", at: alpha))
    let mallory = try HostileMember(
      network.state("mallory"), listen: network.listen("mallory"))
    let victim = try network.state("alpha").loadNode().credential.node
    try mallory.wait { mallory.link(to: victim) != nil }
    for (number, frame) in Self.frames.enumerated() {
      // An address of this host, so that the datagrams can be seen; nobody answers there.
      let stranger = try UDPSocket(bindingTo: UnderlayAddress(ipv4: 0x7f00_0002, port: 0))
      let forged = try #require(
        mallory.sealed(frame.bytes, to: victim, path: 9 + 2 * number))
      mallory.send(forged.bytes, to: forged.to, through: stranger)
      // Seventeen beacons used to come within eight seconds, eleven of them in the first.
      mallory.run(for: .milliseconds(1_500))
      let drawn = try Self.sizes(waitingAt: stranger)
      #expect(!drawn.isEmpty, "\(frame.name): the address is asked whether it is there")
      #expect(
        drawn.reduce(0, +) <= 3 * forged.bytes.count,
        "\(frame.name): \(drawn) bytes for \(forged.bytes.count)")
    }
    #expect(try beta.connected().contains("alpha"))
  }
}
