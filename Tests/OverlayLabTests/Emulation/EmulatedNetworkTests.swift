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

  /// Sends a datagram of so many bytes; false when there is no room for it.
  @discardableResult
  private func send(
    _ length: Int = 1, from source: EmulatedEndpoint, to destination: EmulatedEndpoint,
    at now: Instant = .zero, in emulation: inout EmulatedNetwork
  ) -> Bool {
    guard let slot = emulation.reserve() else { return false }
    emulation.submit(slot, length: length, from: source, to: destination, at: now)
    return true
  }

  @Test("a datagram comes out after the path's delay with the ports it was sent with")
  func delay() throws {
    var emulation = emulation()
    let reserved = emulation.reserve()
    let slot = try #require(reserved)
    let sent = emulation.submit(slot, length: 3, from: voice, to: ear, at: .zero + .seconds(1))
    let due = Instant.zero + .milliseconds(1_002)
    #expect(sent == .arrives(due))
    #expect(emulation.nextDue == due)
    let early = emulation.next(at: .zero + .milliseconds(1_001))
    #expect(early == nil)
    let step = emulation.next(at: due)
    #expect(step == .delivery(slot: slot, source: voice, destination: ear))
    #expect(emulation.length(of: slot) == 3)
    emulation.release(slot)
    #expect(emulation.nextDue == .never)
    #expect(emulation.counters.delivered == 1)
    #expect(emulation.count == 0)
  }

  @Test("faults strike in time and are told")
  func faults() {
    let cut = FaultEvent(.zero + .seconds(1), .cut(.oneWay(0, 2)))
    var emulation = emulation(plan: FaultPlan([cut]))
    let step = emulation.next(at: .zero + .seconds(1))
    #expect(step == .fault(cut))
    send(from: voice, to: ear, at: .zero + .seconds(1), in: &emulation)
    send(from: ear, to: voice, at: .zero + .seconds(1), in: &emulation)
    #expect(emulation.counters.lost == 1)
    #expect(emulation.nextDue == .zero + .milliseconds(1_020))
  }

  @Test("what there is no room for is refused and counted, and room that is given back is used")
  func bounded() {
    var emulation = emulation(datagramsMax: 4)
    let taken = (0..<6).count { _ in send(from: voice, to: ear, in: &emulation) }
    #expect(taken == 4)
    #expect(emulation.counters.overflowed == 2)
    var delivered = 0
    while case .delivery(let slot, _, _) = emulation.next(at: .zero + .seconds(1)) {
      emulation.release(slot)
      delivered += 1
    }
    #expect(delivered == 4)
    let isTaken = send(from: voice, to: ear, in: &emulation)
    #expect(isTaken)
  }

  @Test("what arrives twice keeps its slot until both copies were taken")
  func duplicates() {
    let network = NetworkModel(hostCount: 3, seed: 1) { _, _ in
      PathModel(delay: .milliseconds(1), duplication: 1)
    }
    var emulation = EmulatedNetwork(network: network, datagramsMax: 1)
    #expect(send(from: voice, to: ear, in: &emulation))
    for left in [1, 0] {
      guard case .delivery(let slot, _, _) = emulation.next(at: .zero + .seconds(1)) else {
        Issue.record("a copy is missing")
        return
      }
      #expect(!send(from: voice, to: ear, in: &emulation))
      emulation.release(slot)
      #expect(emulation.count == left)
    }
  }

  @Test("hosts that do not exist are sent to in vain, and take no room")
  func hostile() {
    var emulation = emulation()
    let stranger = EmulatedEndpoint(host: 77, port: 1)
    send(from: stranger, to: ear, in: &emulation)
    send(from: voice, to: stranger, in: &emulation)
    #expect(emulation.counters.lost == 2)
    #expect(emulation.count == 0)
  }
}
