@testable import OverlayCore
@testable import OverlaySecurity

/// One input being played: the network, what is left of the input, and the hostile members' own count
/// of their frames.
struct HostileScene {
  /// What a step does beside sending a frame; follow the frames' own numbers.
  private enum Deed: UInt8, CaseIterable {
    case datagram, submission, publication, wait, again
  }

  private struct PathKey: Hashable {
    var session: UInt32
    var path: Int
  }

  private struct Way {
    var path: Int?
    var socket = 0
    var delay = Interval.zero
  }

  var network: HostileNetwork
  var input: ScriptReader
  private(set) var tally = SessionTally()
  /// The highest number sent on each path of each session.
  private var highest: [PathKey: UInt64] = [:]
  private var last: (sender: HostileNetwork.Role, frame: [UInt8], source: UnderlayAddress)?

  init(network: HostileNetwork, input: ScriptReader) {
    self.network = network
    self.input = input
  }

  mutating func step() throws {
    let head = input.byte()
    let sender: HostileNetwork.Role = head & 1 == 0 ? .hostile : .otherHostile
    let pause = input.byte()
    try network.run(
      for: pause < 128 ? .milliseconds(UInt64(pause)) : .milliseconds(UInt64(pause - 127) * 50))
    try network.check()
    var way = Way()
    if head & 0x40 != 0 {
      let byte = input.byte()
      way = Way(
        path: Int(byte & 15), socket: Int(byte >> 4 & 1),
        delay: .milliseconds(UInt64(byte >> 5) * 20))
    }
    let source = source(head >> 1 & 7, of: sender)
    let step = head >> 4 & 3
    let counter = step < 2 ? nil : input.number(bits: step == 2 ? 16 : 64)
    let recipes = UInt8(FrameForge.Recipe.allCases.count)
    let what = input.byte() % (recipes + UInt8(Deed.allCases.count))
    guard let recipe = FrameForge.Recipe(rawValue: what) else {
      try act(Deed(rawValue: what - recipes) ?? .wait, as: sender, from: source, way)
      return try finish()
    }
    var forge = FrameForge(network, sender: sender)
    var frame = forge.frame(recipe, &input)
    for address in forge.named { network.name(address) }
    if forge.tellsOfAbsent { network.isCrowded = true }
    if recipe == .raw { network.nameStrangers(in: frame) }
    if head & 0x80 != 0 {
      let (room, byte) = (Int(input.uint16()), input.byte())
      frame += [UInt8](repeating: byte, count: room)
    }
    last = (sender, frame, source)
    try send(
      frame, as: sender, from: source, way, counter: counter, isAbsolute: step == 3)
    try finish()
  }

  private mutating func finish() throws {
    try network.settle()
    try network.check()
  }

  private mutating func source(
    _ choice: UInt8, of sender: HostileNetwork.Role
  ) -> UnderlayAddress {
    switch choice {
    case 5: HostileNetwork.secondAddress(sender)
    case 6: HostileNetwork.stranger(input.byte())
    case 7: HostileNetwork.address(HostileNetwork.honest[Int(input.byte()) % 4])
    default: HostileNetwork.address(sender)
    }
  }

  // MARK: Frames

  private mutating func send(
    _ frame: [UInt8], as sender: HostileNetwork.Role, from source: UnderlayAddress, _ way: Way,
    counter: UInt64?, isAbsolute: Bool
  ) throws {
    let (victim, member) = (network[.victim], network[sender])
    guard let session = member.sessionIndex(with: victim.identity) else { return }
    let working = member.workingPath(to: victim.identity)
    var path = way.path ?? working?.path ?? 0
    // A path whose numbers are used up opens nothing any more.
    for _ in 0..<16 where highest[PathKey(session: session, path: path), default: 0] >= 1 << 63 {
      path = (path + 1) % 16
    }
    let key = PathKey(session: session, path: path)
    let known = highest[key] ?? 0
    var next = known + 1
    if let working, working.path == path { next = max(next, working.counter) }
    let number = isAbsolute ? counter ?? next : next &+ (counter ?? 0)
    let isFresh = number > known || highest[key] == nil
    highest[key] = max(known, number)
    guard
      let datagram = member.seal(frame, for: victim.identity, path: path, counter: number),
      datagram.count <= 65_507
    else { return }
    FuzzProgress.count()
    if number < 1 << 62 {
      member.resumeCounting(to: victim.identity, path: path, at: number + 1)
    }
    guard way.delay == .zero else {
      return network.delay(datagram, from: source, socket: way.socket, by: way.delay)
    }
    let isOpened = isFresh && victim.knowsSession(session)
    let hadLink = victim.hasLink(of: member.identity, path: path)
    let bad = victim.node.counters.badFrames
    network.deliver(datagram, from: source, socket: way.socket)
    let hasLink = hadLink || victim.hasLink(of: member.identity, path: path)
    tally.note(
      frame.first.flatMap { FrameKind(rawValue: $0) }, opened: isOpened,
      handled: isOpened && hasLink && victim.node.counters.badFrames == bad)
  }

  // MARK: Deeds

  private mutating func act(
    _ deed: Deed, as sender: HostileNetwork.Role, from source: UnderlayAddress, _ way: Way
  ) throws {
    let member = network[sender]
    switch deed {
    case .datagram:
      var bytes = input.raw(Int(input.uint16() % 1_500))
      if input.byte() & 1 == 0 {
        bytes = network[.victim].node.authenticator.finish(bytes, cookie: nil)
      }
      network.nameStrangers(in: bytes)
      FuzzProgress.count()
      network.deliver(bytes, from: source, socket: way.socket)
      tally.note(nil, opened: false, handled: false)
    case .submission:
      let kind = PayloadKind(rawValue: input.byte() % 10) ?? .ip
      let trafficClass = TrafficClass(rawValue: input.byte() % 32) ?? .balanced
      let roles = HostileNetwork.Role.allCases
      let destination = network.id(roles[Int(input.byte()) % roles.count])
      let payload = input.raw(Int(input.byte()))
      network.nameStrangers(in: payload)
      let room = [UInt8](repeating: 0x11, count: Int(input.uint16() % 1_900))
      member.submit(
        kind, payload + room, to: destination, trafficClass, flow: UInt64(input.byte()),
        now: network.now)
    case .publication:
      let subject = DirectorySubject(hashing: [input.byte()])
      let payload = input.raw(Int(input.byte()))
      let kind = DirectoryKind(rawValue: 1 + input.byte() % 6)
      try? member.node.publish(
        payload, under: subject, kind: kind, lifetimeSeconds: 1 + UInt32(input.byte()),
        now: network.now)
      _ = try? member.node.lookUp(subject.key(of: kind), now: network.now)
    case .wait:
      try network.run(for: .seconds(UInt64(input.byte() % 16)))
    case .again:
      guard let last else { return }
      for _ in 0..<(input.byte() & 63) {
        try send(
          last.frame, as: last.sender, from: last.source, way, counter: nil, isAbsolute: false)
      }
    }
  }
}
