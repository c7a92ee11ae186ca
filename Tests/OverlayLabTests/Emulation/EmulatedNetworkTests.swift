import OverlayCore
import OverlayLab
import OverlaySimulator
import Testing

@Suite struct EmulatedNetworkTests {
  private let voice = EmulatedEndpoint(host: 0, port: 5000)
  private let ear = EmulatedEndpoint(host: 2, port: 5001)

  private func emulation(plan: FaultPlan = FaultPlan(), datagramsMax: Int = 16) -> EmulatedNetwork {
    let network = NetworkModel(hostCount: 3, seed: 1) { from, to in
      PathModel(delay: .milliseconds(UInt64(10 * from + to)))
    }
    return EmulatedNetwork(network: network, plan: plan, datagramsMax: datagramsMax)
  }

  @Test("addresses stand for hosts both ways, and no other address does")
  func addressing() {
    #expect(EmulatedAddressing.local(voice).description == "127.10.0.1:5000")
    #expect(EmulatedAddressing.remote(ear).description == "127.20.0.3:5001")
    #expect(EmulatedAddressing.endpoint(local: EmulatedAddressing.local(ear)) == ear)
    #expect(EmulatedAddressing.endpoint(remote: EmulatedAddressing.remote(ear)) == ear)
    for text in ["127.20.0.1:5", "127.10.1.1:5", "127.10.0.0:5", "127.10.0.255:5", "[::1]:5"] {
      let address = UnderlayAddress(text)
      #expect(address.map { EmulatedAddressing.endpoint(local: $0) } == .some(nil), "\(text)")
    }
  }

  @Test("a datagram comes out after the path's delay with the ports it was sent with")
  func delay() {
    var emulation = emulation()
    let bytes: [UInt8] = [1, 2, 3]
    emulation.submit(bytes.span, from: voice, to: ear, at: .zero + .seconds(1))
    let due = Instant.zero + .milliseconds(1_002)
    #expect(emulation.nextDue == due)
    let early = emulation.next(at: .zero + .milliseconds(1_001))
    #expect(early == nil)
    guard case .delivery(let slot, let source, let destination) = emulation.next(at: due) else {
      Issue.record("nothing was due")
      return
    }
    #expect(source == voice && destination == ear)
    let copy = emulation.withDatagram(slot) { datagram, length in
      (0..<length).map { datagram[$0] }
    }
    #expect(copy == bytes)
    emulation.release(slot)
    #expect(emulation.nextDue == .never)
    #expect(emulation.counters.delivered == 1)
  }

  @Test("faults strike in time and are told")
  func faults() {
    let cut = FaultEvent(.zero + .seconds(1), .cut(.oneWay(0, 2)))
    var emulation = emulation(plan: FaultPlan([cut]))
    let step = emulation.next(at: .zero + .seconds(1))
    #expect(step == .fault(cut))
    emulation.submit([7].span, from: voice, to: ear, at: .zero + .seconds(1))
    emulation.submit([7].span, from: ear, to: voice, at: .zero + .seconds(1))
    #expect(emulation.counters.lost == 1)
    #expect(emulation.nextDue == .zero + .milliseconds(1_020))
  }

  @Test("what there is no room for is dropped and counted")
  func bounded() {
    var emulation = emulation(datagramsMax: 4)
    for _ in 0..<6 { emulation.submit([7].span, from: voice, to: ear, at: .zero) }
    #expect(emulation.counters.overflowed == 2)
    var delivered = 0
    while case .delivery(let slot, _, _) = emulation.next(at: .zero + .seconds(1)) {
      emulation.release(slot)
      delivered += 1
    }
    #expect(delivered == 4)
  }

  @Test("hosts that do not exist and datagrams that are too long are lost, not trapped on")
  func hostile() {
    var emulation = emulation()
    let stranger = EmulatedEndpoint(host: 77, port: 1)
    emulation.submit([7].span, from: stranger, to: ear, at: .zero)
    emulation.submit([7].span, from: voice, to: stranger, at: .zero)
    let long = [UInt8](repeating: 0, count: DatagramArena.slotBytes + 1)
    emulation.submit(long.span, from: voice, to: ear, at: .zero)
    #expect(emulation.counters.lost == 3)
  }
}
