import OverlayCore
import Testing

@testable import OverlaySecurity

@Suite("The room for a payload")
struct PathMTUTests {
  /// A network whose paths carry datagrams of up to `bytes`, used between hosts 0 and 1.
  private func network(_ count: Int, carrying bytes: Int, isCut: Bool) throws -> TinyNetwork {
    let network = try TinyNetwork(count)
    network.tamper = { $0.count > bytes ? nil : $0 }
    network.run(for: .seconds(6))
    if isCut { network.cut(0, 1) }
    for _ in 0..<600 {
      network.send([1], from: 0, to: 1)
      network.run(for: .milliseconds(10))
    }
    network.run(for: .milliseconds(100))
    return network
  }

  @Test(
    "is what fills the largest datagram, straight there and through a relay, whatever its headers",
    arguments: [false, true])
  func exact(isRelayed: Bool) throws {
    let network = try network(isRelayed ? 3 : 2, carrying: 1_300, isCut: isRelayed)
    let size = network.hosts[0].node.pathSize(
      toward: network.hosts[1].node.identity, trafficClass: .balanced, now: network.now)
    let room = try #require(size).inUse
    var largest = 0
    network.tamper = { bytes in
      largest = max(largest, bytes.count)
      return bytes.count > 1_300 ? nil : bytes
    }
    let before = network.hosts[1].delivered.count
    // Of a flow whose label nobody knows yet; its headers leave the four bytes each of later frames.
    let submission = network.send(
      [UInt8](repeating: 5, count: room), from: 0, to: 1, flow: 8)
    guard case .forward(let packet, let hops) = submission else {
      Issue.record("not sent")
      return
    }
    #expect(network.hosts[0].node.payloadBytesMax(of: packet, over: hops) == room)
    network.run(for: .milliseconds(100))
    #expect((1_289...1_300).contains(largest))
    #expect(network.hosts[1].delivered.count == before + 1)
    network.send([UInt8](repeating: 5, count: room + 9), from: 0, to: 1, flow: 9)
    network.run(for: .milliseconds(100))
    #expect(network.hosts[1].delivered.count == before + 1)
  }

  @Test("is found by datagrams that must not be fragmented, and by no others")
  func marks() throws {
    let network = try TinyNetwork(2)
    var whole: [Int] = []
    var others = 0
    network.sent = { sent in
      if sent.mayFragment { others += 1 } else { whole.append(sent.range.count) }
    }
    network.run(for: .seconds(6))
    #expect(whole.isEmpty)
    for _ in 0..<20 {
      network.send([1], from: 0, to: 1)
      network.run(for: .milliseconds(50))
    }
    #expect(whole == [1_472])
    #expect(others > 0)
  }
}
