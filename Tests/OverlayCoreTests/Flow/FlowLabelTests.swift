import Testing

@testable import OverlayCore

@Suite("Flow labels")
struct FlowLabelTests {
  private let link = LinkID(3)
  private let now = Instant.zero + .seconds(1)

  private func header(_ flow: UInt32, sequence: UInt32 = 0) -> PacketHeader {
    PacketHeader(
      hopLimit: 3, trafficClass: .loss, kind: .ip, isCopied: sequence % 2 == 0, flowLabel: flow,
      sequence: sequence, source: NodeID(7), destination: NodeID(9))
  }

  /// Sends packets of a flow until an offer is made, and says how many went before.
  private func packetsUntilOffer(
    _ labels: inout OutgoingLabels, _ flow: UInt32, now: Instant
  ) -> (place: Int, before: Int)? {
    for sequence in 0..<100 as Range<UInt32> {
      if case .offering(let place) = labels.form(
        of: header(flow, sequence: sequence), on: link, from: -1, now: now)
      {
        return (place, Int(sequence))
      }
    }
    return nil
  }

  private func agree(
    _ outgoing: inout OutgoingLabels, _ incoming: inout IncomingLabels, _ flow: UInt32
  ) throws -> UInt32 {
    let place = try #require(packetsUntilOffer(&outgoing, flow, now: now)).place
    let made = try #require(outgoing.offer(at: place))
    #expect(made.link == link)
    incoming.learn(made.offer, from: LinkID(8), of: 8, now: now)
    outgoing.take(LabelAnswer(label: made.offer.label, isKnown: true), from: link)
    return made.offer.label
  }

  @Test("a flow is offered after its first packets, and called by its label once that is known")
  func ceremony() throws {
    var outgoing = OutgoingLabels(capacity: 64, seed: 2)
    var incoming = IncomingLabels(capacity: 64, seed: 1)
    let found = try #require(packetsUntilOffer(&outgoing, 1, now: now))
    #expect(found.before == Int(OutgoingLabels.patience))
    #expect(outgoing.form(of: header(1), on: link, from: -1, now: now) == .full)
    let offer = try #require(outgoing.offer(at: found.place)).offer
    incoming.learn(offer, from: LinkID(8), of: 8, now: now)
    outgoing.take(LabelAnswer(label: offer.label, isKnown: true), from: LinkID(4))
    #expect(outgoing.form(of: header(1), on: link, from: -1, now: now) == .full)
    outgoing.take(LabelAnswer(label: offer.label, isKnown: true), from: link)
    #expect(outgoing.form(of: header(1), on: link, from: -1, now: now) == .labelled(offer.label))
    #expect(outgoing.form(of: header(1), on: LinkID(4), from: -1, now: now) == .full)
    for sequence in [0, 5, 6, 1 << 20, 1 << 22, 1 << 22 + 7] as [UInt32] {
      let sent = header(1, sequence: sequence)
      let short = LabelledHeader(sent, label: offer.label)
      #expect(incoming.header(of: short, from: LinkID(8), now: now) == sent)
    }
  }

  @Test("the number of a packet that was overtaken is found as well, over every border")
  func reordering() throws {
    var outgoing = OutgoingLabels(capacity: 64, seed: 2)
    var incoming = IncomingLabels(capacity: 64, seed: 1)
    let label = try agree(&outgoing, &incoming, 2)
    var random = SeededRandom(seed: 5)
    var sequence: UInt32 = 0
    for _ in 0..<20_000 {
      sequence &+= UInt32(random.next() % (1 << 22))
      let late = sequence &- UInt32(random.next() % 300)
      for number in [sequence, late] {
        let sent = header(2, sequence: number)
        let short = LabelledHeader(sent, label: label)
        #expect(incoming.header(of: short, from: LinkID(8), now: now) == sent)
      }
    }
  }

  @Test("a label that was unused for millions of packets is agreed upon anew")
  func longUnused() throws {
    var outgoing = OutgoingLabels(capacity: 64, seed: 2)
    var incoming = IncomingLabels(capacity: 64, seed: 1)
    let label = try agree(&outgoing, &incoming, 3)
    let soon = outgoing.form(of: header(3, sequence: 1000), on: link, from: -1, now: now)
    #expect(soon == .labelled(label))
    let later = outgoing.form(of: header(3, sequence: 1 << 23), on: link, from: -1, now: now)
    guard case .offering = later else {
      Issue.record("still \(later)")
      return
    }
  }

  @Test("a neighbour that lost a label says so and is offered it again")
  func lostState() throws {
    var outgoing = OutgoingLabels(capacity: 64, seed: 2)
    var incoming = IncomingLabels(capacity: 64, seed: 1)
    let label = try agree(&outgoing, &incoming, 4)
    incoming.forget(LinkID(8))
    let short = LabelledHeader(header(4), label: label)
    #expect(incoming.header(of: short, from: LinkID(8), now: now) == nil)
    outgoing.take(LabelAnswer(label: label, isKnown: false), from: link)
    let next = outgoing.form(of: header(4), on: link, from: -1, now: now)
    guard case .offering = next else {
      Issue.record("sent as \(next)")
      return
    }
    let relearnt = try #require(outgoing.offer(at: Int(label) & 63)).offer
    incoming.learn(relearnt, from: LinkID(8), of: 8, now: now)
    outgoing.take(LabelAnswer(label: relearnt.label, isKnown: true), from: link)
    #expect(outgoing.form(of: header(4), on: link, from: -1, now: now) == .labelled(label))
  }

  @Test("an offer that nobody answers is made again, but not with every packet")
  func repeatedOffers() throws {
    var outgoing = OutgoingLabels(capacity: 64, seed: 2)
    _ = try #require(packetsUntilOffer(&outgoing, 5, now: now))
    var offers = 0
    for step in 0..<1_000 as Range<UInt64> {
      let time = now + .milliseconds(step)
      if case .offering = outgoing.form(of: header(5), on: link, from: -1, now: time) {
        offers += 1
      }
    }
    #expect((3...5).contains(offers))
  }

  @Test("a label never stands for another flow, however many come and go")
  func noConfusion() throws {
    var outgoing = OutgoingLabels(capacity: 16, seed: 2)
    var incoming = IncomingLabels(capacity: 16, seed: 1)
    var random = SeededRandom(seed: 6)
    var understood = 0
    for _ in 0..<30_000 {
      let sent = header(UInt32(random.next() % 20), sequence: UInt32(random.next() % 1_000))
      switch outgoing.form(of: sent, on: link, from: -1, now: now) {
      case .full: break
      case .offering(let place):
        // A third of the offers is lost, and so is a third of the answers.
        let offer = try #require(outgoing.offer(at: place)).offer
        if random.next() % 3 != 0 { incoming.learn(offer, from: LinkID(8), of: 8, now: now) }
        if random.next() % 3 != 0 {
          outgoing.take(LabelAnswer(label: offer.label, isKnown: true), from: link)
        }
      case .labelled(let label):
        let short = LabelledHeader(sent, label: label)
        guard let header = incoming.header(of: short, from: LinkID(8), now: now) else {
          outgoing.take(LabelAnswer(label: label, isKnown: false), from: link)
          continue
        }
        #expect(header.isOfFlow(sent))
        understood += 1
      }
    }
    #expect(understood > 100)
  }

  /// A flow with which a label has been agreed upon: sent as a label from now on.
  private func begin(
    _ flow: UInt32, from neighbour: Int, _ outgoing: inout OutgoingLabels
  ) throws {
    for _ in 0..<20 {
      guard
        case .offering(let place) = outgoing.form(
          of: header(flow), on: link, from: neighbour, now: now)
      else { continue }
      let offer = try #require(outgoing.offer(at: place)).offer
      outgoing.take(LabelAnswer(label: offer.label, isKnown: true), from: link)
      return
    }
    Issue.record("flow \(flow) was never offered")
  }

  @Test("neighbours that send flows without end cost nobody else's flows their labels")
  func greedySenders() throws {
    var outgoing = OutgoingLabels(capacity: 128, seed: 2)
    // A flow of each of twenty neighbours, in sixteen buckets of eight.
    for flow in 0..<20 as Range<UInt32> { try begin(flow, from: 10 + Int(flow), &outgoing) }
    for flow in 1_000..<50_000 as Range<UInt32> {
      _ = outgoing.form(of: header(flow), on: link, from: 1 + Int(flow) % 2, now: now)
    }
    for flow in 0..<20 as Range<UInt32> {
      let form = outgoing.form(of: header(flow), on: link, from: 10 + Int(flow), now: now)
      guard case .labelled = form else {
        Issue.record("flow \(flow) goes as \(form)")
        continue
      }
    }
  }

  @Test("neighbours that offer without end, over however many links, cost nobody else's labels")
  func greed() throws {
    var incoming = IncomingLabels(capacity: 128, seed: 1)
    func offer(_ label: UInt32) -> LabelOffer { LabelOffer(label: label, header: header(label)) }
    for label in 0..<20 as Range<UInt32> {
      let neighbour = 10 + Int(label)
      incoming.learn(offer(label), from: LinkID(UInt16(neighbour)), of: neighbour, now: now)
    }
    for label in 0..<100_000 as Range<UInt32> {
      let link = LinkID(UInt16(100 + label % 16))
      incoming.learn(offer(label), from: link, of: 1 + Int(label) % 2, now: now)
    }
    for label in 0..<20 as Range<UInt32> {
      let short = LabelledHeader(header(label), label: label)
      let link = LinkID(UInt16(10 + label))
      #expect(incoming.header(of: short, from: link, now: now) == header(label))
    }
  }
}
