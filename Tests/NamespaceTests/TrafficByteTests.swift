import Foundation
import Testing

extension NamespaceSuite {
  /// Code points and congestion marks through the tunnel, seen from outside and from both ends.
  @Suite("code points and congestion marks")
  struct TrafficByteTests {
    /// Expedited forwarding, from a sender that understands marks.
    private static let sent: UInt8 = 46 << 2 | 2
    private static let marked: UInt8 = 46 << 2 | 3

    /// The traffic bytes of echo requests that a host's kernel saw.
    private func requests(_ capture: Capture) -> Set<UInt8> {
      Set(capture.packets.filter { $0.count > 20 && $0[9] == 1 && $0[20] == 8 }.map { $0[1] })
    }

    /// The traffic bytes of the overlay's datagrams that the router saw.
    private func datagrams(_ capture: Capture, _ overlay: TestOverlay) -> Set<UInt8> {
      let port = [UInt8(overlay.port >> 8), UInt8(overlay.port & 255)]
      return Set(
        capture.packets.filter { $0.count > 28 && $0[9] == 17 && Array($0[22..<24]) == port }
          .map { $0[1] })
    }

    @Test(
      "are on the outside what the packet says, and what routers mark comes out",
      arguments: [false, true])
    func carried(isRelayed: Bool) throws {
      let lab = try NamespaceLab(["alpha": 1, "beta": 1, "gamma": 1])
      let overlay = try TestOverlay(on: lab)
      if isRelayed {
        try lab.setFault(.cut, between: "alpha", and: "beta")
        try overlay.waitForPath(from: "alpha", to: "beta", describedAs: "by gamma") {
          $0.relay == "gamma"
        }
      }
      let outside = try Capture(in: lab)
      let inside = try Capture(in: lab, at: lab["beta"].namespace)
      let stream = try overlay.ping(from: "alpha", to: "beta", typeOfService: Int(Self.sent))
      try Waiting.until("the code point is seen outside and inside") {
        datagrams(outside, overlay).contains(Self.sent) && requests(inside).contains(Self.sent)
      }
      #expect(!requests(inside).contains(Self.marked))
      try lab.setFault(.congestion, from: "alpha", to: isRelayed ? "gamma" : "beta")
      try Waiting.until("the mark comes out") { requests(inside).contains(Self.marked) }
      #expect(stream.stop().loss() < 0.05)
    }
  }
}
