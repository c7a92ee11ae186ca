import Testing

@testable import OverlayCore

@Suite("A hostile neighbour on the prefix plane")
struct PrefixHostilityTests {
  private func stranger(_ random: inout SeededRandom) -> Contact {
    Contact(node: NodeID(UInt128(random.next()) << 64 | UInt128(random.next())))
  }

  private func pair() -> PrefixNetwork {
    let network = PrefixNetwork(seed: 1, configuration: .prefix)
    network.start(0, through: [])
    network.start(1, through: [0])
    network.run(for: .seconds(10))
    return network
  }

  @Test("that names thousands of nodes has only so many of them called at once")
  func inventedContacts() throws {
    let network = pair()
    let host = try #require(network.hosts[0])
    let link = try #require(host.ends.keys.first)
    var random = SeededRandom(seed: 9)
    var calls = 0
    var buffer = [UInt8](repeating: 0, count: Limits.controlFrameBytesMax)
    for number in 0..<UInt64(1_000) {
      let contacts = (0..<Limits.contactsMax).map { _ in stranger(&random) }
      var bytes = [UInt8](repeating: 0, count: Limits.controlFrameBytesMax)
      var span = bytes.mutableSpan
      let length = ContactList(request: 0, contacts: contacts).write(to: &span, at: 0)
      // Twice as fast as its rate, for four minutes.
      try host.node.receive(
        Array(bytes[..<length]).span, on: link, now: network.now + .milliseconds(250 * number))
      var drained = buffer.mutableSpan
      while let effect = host.node.nextEffect(into: &drained, at: 0, now: network.now) {
        if case .connect = effect { calls += 1 }
      }
    }
    #expect(calls == Limits.connectingMax)
    #expect(490...500 ~= host.node.prefixCounters.limitedHearsay)
  }

  @Test("that asks for relays to thousands of nodes has only so many of them called")
  func relayNotes() throws {
    let network = pair()
    let host = try #require(network.hosts[0])
    let link = try #require(host.ends.keys.first)
    var random = SeededRandom(seed: 9)
    for _ in 0..<1_000 {
      let note = RelayNote(.ask, stranger(&random))
      try network.bring(to: 0, on: link) { note.write(to: &$0, at: 0) }
    }
    #expect(host.node.prefixCounters.limitedRelayNotes >= 900)
    #expect(host.node.peerCount <= 1 + Limits.relayCallsMax / 4)
  }

  @Test("that writes on all its packets that they go toward a key has few carried by no relay")
  func towardKeys() throws {
    let network = pair()
    network.start(2, through: [0])
    network.run(for: .seconds(10))
    let host = try #require(network.hosts[0])
    let (source, destination) = (try #require(network.hosts[1]), try #require(network.hosts[2]))
    let link = try #require(host.ends.first { $0.value.host == 1 }?.key)
    func carried(_ mayRelay: Bool, toward isTowardKey: Bool) -> Int {
      host.node.configuration.mayRelay = mayRelay
      return (0..<500).count { number in
        let header = PacketHeader(
          hopLimit: 8, trafficClass: .balanced, kind: .ip, isTowardKey: isTowardKey, flowLabel: 5,
          sequence: UInt32(number), source: source.contact.node,
          destination: destination.contact.node)
        guard case .forward = host.node.route(header, from: link, now: network.now) else {
          return false
        }
        return true
      }
    }
    #expect(carried(true, toward: true) == 500)
    #expect(carried(false, toward: false) == 0)
    #expect(1...80 ~= carried(false, toward: true))
  }

  @Test("that announces more newcomers than its rate or a node's multicasts is refused the rest")
  func announcements() throws {
    let network = pair()
    network.start(2, through: [0])
    network.run(for: .seconds(10))
    let host = try #require(network.hosts[0])
    let link = try #require(host.ends.first { $0.value.host == 1 }?.key)
    let level = network.level(between: 0, and: 1) + 1
    var random = SeededRandom(seed: 9)
    for operation in 0..<UInt32(500) {
      let announcement = Announcement(
        level: level, operation: operation, newcomer: stranger(&random))
      try network.bring(to: 0, on: link) { announcement.write(to: &$0, at: 0) }
    }
    #expect(host.node.multicastCount <= Limits.multicastsMax)
    #expect(host.node.peerCount <= Limits.peersMax)
    #expect(
      host.node.prefixCounters.limitedAnnouncements == 500 - 4
        * PrefixProfile.standard.announcementsPerSecond)
    #expect(host.node.prefixCounters.misplacedAnnouncements == 0)
  }

  @Test("that announces newcomers without end leaves room for what another announces")
  func announcementsOfOthers() throws {
    let network = pair()
    network.start(2, through: [0])
    // One that both are to be passed on to.
    let digits = { DigitBase.sixteen.sharedDigits(network.node(0), network.node($0)) }
    let near = try #require((3..<1_000).first { digits($0) > max(digits(1), digits(2)) })
    network.start(near, through: [0])
    network.run(for: .seconds(20))
    let host = try #require(network.hosts[0])
    let ends = host.ends.sorted { $0.value.host < $1.value.host }
    let links = [1, 2].compactMap { number in ends.first { $0.value.host == number }?.key }
    try #require(links.count == 2)
    var random = SeededRandom(seed: 9)
    // Answered by nobody: those below are not told.
    for step in 0..<UInt32(400) {
      let announcement = Announcement(
        level: network.level(between: 0, and: 1) + 1, operation: step,
        newcomer: stranger(&random))
      network.now = network.now + .milliseconds(10)
      try network.bring(to: 0, on: links[0]) { announcement.write(to: &$0, at: 0) }
    }
    #expect(host.node.multicastCount == Limits.neighbourMulticastsMax)
    #expect(host.node.prefixCounters.refusedAnnouncements > 0)
    let refused = host.node.prefixCounters.refusedAnnouncements
    let honest = Announcement(
      level: network.level(between: 0, and: 2) + 1, operation: 1_000, newcomer: stranger(&random))
    try network.bring(to: 0, on: links[1]) { honest.write(to: &$0, at: 0) }
    #expect(host.node.multicastCount == Limits.neighbourMulticastsMax + 1)
    #expect(host.node.prefixCounters.refusedAnnouncements == refused)
  }

  @Test("that has others tell the whole network of newcomers that are not on its way is ignored")
  func misplacedAnnouncements() throws {
    let network = pair()
    network.start(2, through: [0])
    network.run(for: .seconds(10))
    let host = try #require(network.hosts[0])
    let link = try #require(host.ends.first { $0.value.host == 1 }?.key)
    let level = network.level(between: 0, and: 1)
    var random = SeededRandom(seed: 9)
    for wrong in 0..<UInt8(8) where wrong != level + 1 {
      let announcement = Announcement(
        level: wrong, operation: 1, newcomer: stranger(&random))
      try network.bring(to: 0, on: link) { announcement.write(to: &$0, at: 0) }
    }
    #expect(host.node.multicastCount == 0)
    #expect(host.node.prefixCounters.misplacedAnnouncements == 7)
  }

  @Test("that asks without end is answered at its rate, and so is one that compares tables")
  func questions() throws {
    let network = pair()
    let host = try #require(network.hosts[0])
    let link = try #require(host.ends.keys.first)
    let profile = PrefixProfile.standard
    let asker = try #require(network.hosts[1]).contact
    let empty = TableSummary(base: .sixteen, width: 3, entries: [])
    for _ in 0..<100 {
      let request = TableRequest(
        purpose: .neighbours, request: 7, level: 0, distance: 0, asker: asker)
      try network.bring(to: 0, on: link) { request.write(to: &$0, at: 0) }
      try network.bring(to: 0, on: link) { empty.write(to: &$0, at: 0) }
    }
    let counters = host.node.prefixCounters
    #expect(counters.limitedRequests == 100 - 4 * profile.requestsPerSecond)
    #expect(counters.limitedSummaries == 100 - 4 * profile.summariesPerSecond)
    var answers = 0
    var buffer = [UInt8](repeating: 0, count: Limits.controlFrameBytesMax)
    var span = buffer.mutableSpan
    while let effect = host.node.nextEffect(into: &span, at: 0, now: network.now) {
      guard case .send = effect, span[0] == FrameKind.contacts.rawValue else { continue }
      answers += 1
    }
    #expect(answers == Int(4 * profile.requestsPerSecond))
  }
}

extension PrefixNetwork {
  /// How many digits two hosts' identifiers share.
  fileprivate func level(between first: Int, and second: Int) -> UInt8 {
    guard let first = hosts[first], let second = hosts[second] else { return 0 }
    return UInt8(DigitBase.sixteen.sharedDigits(first.contact.node, second.contact.node))
  }

  /// Has a neighbour bring a frame.
  fileprivate func bring(
    to number: Int, on link: LinkID, _ write: (inout MutableSpan<UInt8>) -> Int
  ) throws {
    var bytes = [UInt8](repeating: 0, count: Limits.controlFrameBytesMax)
    var span = bytes.mutableSpan
    let length = write(&span)
    try hosts[number]?.node.receive(Array(bytes[..<length]).span, on: link, now: now)
  }
}
