@testable import OverlayCore
@testable import OverlaySecurity

/// One input being played: the network, what is left of the input, and the hostile members' own count
/// of their frames.
struct HostileScene {
  /// What a step does beside sending a frame. The numbers go on where those of ``FrameForge/Recipe`` are
  /// not, and are in corpora as well.
  private enum Deed: UInt8, CaseIterable {
    case datagram = 32
    case submission, publication, wait, again
    /// Many steps of a random script.
    case storm = 41
  }

  /// What says that a step is a storm.
  static let stormStep = Deed.storm.rawValue

  /// Steps of one storm, at most.
  private static let stormMax: UInt16 = 4_096

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
  /// A random script is being played.
  private var isStorm = false
  private var last: (sender: HostileNetwork.Role, frame: [UInt8], source: UnderlayAddress)?

  init(network: HostileNetwork, input: ScriptReader) {
    self.network = network
    self.input = input
  }

  mutating func step() throws {
    let (head, pause) = (input.byte(), input.byte())
    try step(head, pause: pause)
  }

  private mutating func step(_ head: UInt8, pause: UInt8) throws {
    let sender: HostileNetwork.Role = head & 1 == 0 ? .hostile : .otherHostile
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
    let kinds = FrameForge.Recipe.allCases.count + Deed.allCases.count
    let what = input.byte() % UInt8(kinds)
    guard let recipe = FrameForge.Recipe(rawValue: what) else {
      try act(Deed(rawValue: what) ?? .wait, as: sender, from: source, way)
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
    let refused = victim.refusedFrames
    network.deliver(datagram, from: source, socket: way.socket)
    let hasLink = hadLink || victim.hasLink(of: member.identity, path: path)
    tally.note(
      frame.first.flatMap { FrameKind(rawValue: $0) }, opened: isOpened,
      handled: isOpened && hasLink && victim.refusedFrames == refused)
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
      let length = UInt64(input.byte() % 16)
      try network.run(for: isStorm ? .milliseconds(length) : .seconds(length))
    case .again:
      guard let last else { return }
      for _ in 0..<(input.byte() & 63) {
        try send(
          last.frame, as: last.sender, from: last.source, way, counter: nil, isAbsolute: false)
      }
    case .storm where isStorm: break
    case .storm: try storm()
    }
  }

  /// Plays a random script: what a few bytes of the input begin keeps the network busy for thousands of
  /// datagrams, without a new network for each few hundred of them.
  ///
  /// Its steps follow each other within milliseconds, so that most are within the budgets of their
  /// kinds, and forge sources and numbers seldom, so that most open under a session.
  private mutating func storm() throws {
    let seed = UInt64(input.uint16()) << 16 | UInt64(input.uint16())
    let steps = input.uint16() % Self.stormMax
    let rest = input
    (input, isStorm) = (ScriptReader(random: seed), true)
    defer { (input, isStorm) = (rest, false) }
    for _ in 0..<steps where tally.datagrams < HostileSessions.datagramsMax {
      var head = input.byte() & 0x01
      let victim = network[.victim]
      let roles = HostileNetwork.hostile
      let session = network[roles[Int(head)]].sessionIndex(with: victim.identity)
      if session.map(victim.knowsSession) != true { head ^= 1 }
      switch input.byte() {
      case 0..<8: head |= 5 << 1
      case 8..<12: head |= input.byte() & 0x0e
      case 12..<14: head |= input.byte() & 0x30
      case 14..<30: head |= 0x40
      case 30..<38: head |= 0x80
      default: break
      }
      try step(head, pause: input.byte() % 4)
    }
  }
}
