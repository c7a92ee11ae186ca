import OverlayCore
import Testing

@testable import OverlaySecurity

@Suite("Observed addresses")
struct ObservedAddressesTests {
  private let now = Instant(nanoseconds: 1_000_000_000)

  private func address(_ port: UInt16) -> UnderlayAddress {
    UnderlayAddress(ipv4: 0xc633_6401, port: port)
  }

  @Test("one observer is believed, and so is a majority; where each says another, none is")
  func agreement() {
    var observed = ObservedAddresses()
    let isNews1 = observed.note(address(1), of: 0, by: NodeID(1), now: now)
    #expect(isNews1)
    #expect(observed.addresses { _ in true } == [address(1)])
    let isNews2 = observed.note(address(2), of: 0, by: NodeID(2), now: now)
    #expect(isNews2)
    #expect(observed.addresses { _ in true } == [])
    let isNews3 = observed.note(address(2), of: 0, by: NodeID(3), now: now)
    #expect(isNews3)
    #expect(observed.addresses { _ in true } == [address(2)])
    #expect(observed.addresses { $0 == NodeID(1) } == [address(1)])
  }

  @Test("each socket has its own, in order, and loses it when it is closed")
  func sockets() {
    var observed = ObservedAddresses()
    _ = observed.note(address(7), of: 1, by: NodeID(1), now: now)
    _ = observed.note(address(6), of: 0, by: NodeID(1), now: now)
    #expect(observed.addresses { _ in true } == [address(6), address(7)])
    observed.forget(socket: 0)
    #expect(observed.addresses { _ in true } == [address(7)])
  }

  @Test("what is said again is no news, and a change of mind counts once a second")
  func news() {
    var observed = ObservedAddresses()
    let isNews4 = observed.note(address(1), of: 0, by: NodeID(1), now: now)
    #expect(isNews4)
    let isNews5 = observed.note(address(1), of: 0, by: NodeID(1), now: now + .seconds(9))
    #expect(!isNews5)
    let isNews6 = observed.note(address(2), of: 0, by: NodeID(1), now: now + .milliseconds(500))
    #expect(!isNews6)
    let isNews7 = observed.note(address(2), of: 0, by: NodeID(1), now: now + .seconds(1))
    #expect(isNews7)
    #expect(observed.addresses { _ in true } == [address(2)])
  }

  @Test("observers without end are forgotten in turn")
  func bounded() {
    var observed = ObservedAddresses()
    for number in 0..<1_000 {
      _ = observed.note(address(5), of: 0, by: NodeID(UInt128(number)), now: now)
    }
    _ = observed.note(address(6), of: 0, by: NodeID(5_000), now: now)
    #expect(observed.addresses { $0.value < 900 } == [])
    #expect(observed.addresses { _ in true } == [address(5)])
  }
}
