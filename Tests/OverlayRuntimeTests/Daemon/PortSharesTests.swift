import Testing

@testable import OverlayRuntime

@Suite("which of several devices a packet is for")
struct PortSharesTests {
  private func tcp(_ port: UInt16) -> ProgramEnd { .port(port, upperProtocol: 6) }

  @Test(
    "each place has a share of the ports, and the shares are all there is",
    arguments: [false, true])
  func shares(besideHost: Bool) {
    let shares = PortShares(besideHost: besideHost)
    var next = Int(shares.range(of: 1).lowerBound)
    // Linux begins connections of the host's from 32768 to 60999.
    #expect(besideHost ? next > 60_999 : next == 32_768)
    for place in 1...RuntimeLimits.attachedDevices {
      #expect(Int(shares.range(of: place).lowerBound) == next)
      next = Int(shares.range(of: place).upperBound) + 1
    }
    #expect(next == 65_536)
  }

  @Test("answers come to whoever's share the port is of")
  func answers() {
    let shares = PortShares(besideHost: false)
    for place in 1...RuntimeLimits.attachedDevices {
      #expect(shares.place(of: tcp(shares.range(of: place).lowerBound)) == place)
      #expect(shares.place(of: tcp(shares.range(of: place).upperBound)) == place)
    }
    #expect(shares.place(of: tcp(80)) == nil)
    #expect(shares.place(of: .any) == nil)
    #expect(shares.place(of: .fragment) == nil)
  }

  @Test("a port that was asked for comes to its place until that is gone")
  func claims() {
    var shares = PortShares(besideHost: false)
    shares.claim([80, 40_000], for: 3)
    #expect(shares.place(of: tcp(80)) == 3)
    #expect(shares.place(of: tcp(40_000)) == 3)
    #expect(shares.holder(of: 80) == 3)
    shares.release(3)
    #expect(shares.place(of: tcp(80)) == nil)
    #expect(shares.holder(of: 80) == nil)
  }

  @Test("whoever sent from another port, or asked with an echo, gets the answer")
  func notes() {
    var shares = PortShares(besideHost: true)
    shares.note(tcp(5_000), from: 2)
    shares.note(.port(5_000, upperProtocol: 17), from: 0)
    #expect(shares.place(of: tcp(5_000)) == 2)
    #expect(shares.place(of: .port(5_000, upperProtocol: 17)) == 0)
    // Identifiers of echoes are no ports.
    let echo = ProgramEnd.port(62_000, upperProtocol: 1)
    shares.note(echo, from: 0)
    #expect(shares.place(of: echo) == 0)
    shares.release(2)
    #expect(shares.place(of: tcp(5_000)) == nil)
  }

  @Test("what is noted is bounded, and the newest holds")
  func bounds() {
    var shares = PortShares(besideHost: true)
    for port in 1..<60_000 { shares.note(tcp(UInt16(port)), from: 1) }
    #expect(shares.place(of: tcp(59_999)) == 1)
    let kept = (1..<60_000).count { shares.place(of: tcp(UInt16($0))) != nil }
    #expect(kept <= RuntimeLimits.portNotes)
  }
}
