public import Logging
internal import OverlayCore
internal import OverlaySecurity

/// One node on one host: a ``OverlaySecurity/SecureNode`` driven by real sockets, a real clock, a
/// network device and the control socket, on one thread.
///
/// Everything happens in ``run()``: wait, take a batch in, let the node decide about each datagram
/// where it lies, send a batch out, drain the node's effects, ask it for the next deadline. What
/// may take long, flushing files that no answer depends on, happens elsewhere.
public final class Daemon {
  let state: StateDirectory
  let configuration: DaemonConfiguration
  let logger: Logger
  let credential: Credential
  let ownIPv6: UInt128
  let identity: StaticKey
  let networkName: String?
  var advertised: [UnderlayAddress]
  /// The class of each code point, for packets that no class claims.
  let classes: [TrafficClass]
  /// Which packets belong to a class, in the order of the settings.
  let matches: [(match: TrafficMatch, trafficClass: TrafficClass)]

  var loop: EventLoop
  var node: SecureNode
  let underlay: UnderlayPorts
  let interfaceWatch: InterfaceWatch?
  /// This host's network device; another one after somebody took it away.
  var tun: TunDevice?
  /// What was changed of the host for prefixes and exits.
  let host: HostSetup?
  /// Questions for nodes' names.
  var names: NameServer
  /// Addresses that are not nodes'.
  var edge: EdgePlane
  /// Those that packets come from and go to: the host's own and programs'.
  var devices: HostDevices
  /// Whether programs are to be told that the members have changed.
  var areNamesDue = false
  var control: ControlServer
  var desk: AuthorityDesk?
  var forwarder: PortForwarder
  var diagnostics = Diagnostics()
  /// Applications in this process; nil where there are none.
  let applications: ApplicationDesk?
  var waitingPackets = WaitingPackets()
  var waitingRequests: [WaitingRequest] = []
  /// Whether something happened that they wait for.
  var isRetryDue = false
  var lookups: [RunningLookup] = []
  let writer: StateWriter
  /// The performance database, and what is on its way there; nil when there is none.
  var history: DaemonHistory?
  var counters = DaemonCounters()
  /// What the wall clock said at the last look.
  var hostClock = HostClock()
  /// How often refused newcomers are spoken of.
  var newcomerNotices = RateGate()
  /// How long the queue of datagrams before this daemon is, and what is done about it.
  var queueControl = QueueControl()
  /// How many packets each of the devices' queues may bring in the present turn.
  var laneShare = RuntimeLimits.batch
  /// What the present turn has brought so far.
  var turn = TurnLoad()

  /// Buffers: datagrams from below, packets from the host, datagrams of local programs, and what
  /// the node itself wants sent.
  /// Packets that came in stripes, whole, until they have left for the host.
  let assembled = PacketArena(count: RuntimeLimits.batch)
  var assembledUsed = 0
  var incoming = ReceivedDatagrams(capacity: RuntimeLimits.datagramBatch)
  let outgoing = PacketArena(count: RuntimeLimits.batch)
  var forwarded = DatagramBatch(
    offset: PacketLayout.headroom + DatagramHeader.byteCount,
    bytesMax: Daemon.payloadBytesMax - DatagramHeader.byteCount)
  /// Fragments of a packet of the host.
  let fragments = PacketArena(count: RuntimeLimits.fragments)
  let effects = PacketArena(count: RuntimeLimits.batch)
  /// What this node says of prefixes.
  let announcements = PacketArena(count: 1)
  /// The answer to a question for a name.
  let nameAnswers = PacketArena(count: 1)

  /// When to look again whether this host's addresses have changed, and what it had at the last look.
  var addressesDueAt = Instant.never
  var interfacesBefore: [HostInterface] = []
  /// When changed members must be written, and how often they were.
  var membersDueAt = Instant.never
  var generation = 0
  /// Whom this node has known, for `status`.
  var knownMembers: KnownMembers
  /// Names of members, for when they have gone.
  var namesBefore: [NodeID: String] = [:]
  var unreachableSince = Instant.zero
  var unreachableSent = 0
  var isLeaving = false
  /// Whether this host's packets may leave around its exit when the daemon has ended.
  var letsOut = false

  /// Given back last of all: whoever takes it next finds the addresses and the socket free.
  private let lock: StateLock

  /// Bytes of the largest payload whose datagram others still read.
  static let payloadBytesMax = PacketLayout.sentPayloadBytesMax

  /// Asks the daemon to stop, from any thread.
  public let stopper: DaemonStopper

  /// Takes the state directory, opens sockets, device and control socket, and sets up the node.
  ///
  /// - Parameters:
  ///   - state: where the node lives.
  ///   - configuration: its settings.
  ///   - logger: what the daemon says goes there.
  ///   - servesApplications: whether applications of this process send and receive by way of
  ///     ``exchange``.
  public init(
    state: StateDirectory, configuration: DaemonConfiguration, logger: Logger,
    servesApplications: Bool = false
  ) throws(DaemonError) {
    guard state.hasNode else { throw .state(.notSetUp(directory: state.path)) }
    lock = try DaemonError.step(DaemonError.state) { () throws(StateError) in try state.lock() }
    desk = try Self.desk(state, logger: logger)
    let stored = try Self.load(state, logger: logger)
    underlay = try DaemonError.step(DaemonError.socket) { () throws(SocketError) in
      try UnderlayPorts(
        UplinkPlan(
          configuration, interfaces: LocalAddresses.interfaces(), credential: stored.credential
        ).places)
    }
    forwarder = try DaemonError.step(DaemonError.socket) { () throws(SocketError) in
      try PortForwarder(tunnels: configuration.tunnels, services: configuration.services)
    }
    loop = try DaemonError.step(DaemonError.system) { () throws(SystemError) in try EventLoop() }
    advertised = AdvertisedAddresses.list(
      configuration, places: underlay.openPlaces, interfaces: LocalAddresses.interfaces(),
      credential: stored.credential)
    // Where the kernel does not allow it, addresses are looked at now and then all the same.
    interfaceWatch = try? InterfaceWatch()
    node = try Self.node(
      stored, desk, state, configuration, advertised, underlay.openPlaces.map(\.address), loop.clock
    )
    tun = try Self.device(configuration.tun, for: stored.credential, logger: logger)
    devices = HostDevices(own: tun)
    let (settings, credential) = (configuration.edge, stored.credential)
    let (device, ports) = (tun, underlay)
    edge = EdgePlane(settings, own: credential)
    host = try DaemonError.step(DaemonError.edge) { () throws(EdgeError) in
      try Self.hostSetup(settings, credential, device, ports, state: state)
    }
    names = Self.nameServer(configuration.names, credential, device, logger: logger)
    control = try DaemonError.step(DaemonError.control) {
      () throws(ControlError) -> ControlServer in
      guard !state.isInMemory else { return try ControlServer() }
      return try ControlServer(
        path: state.path(of: .control), clientsMax: configuration.controlClientsMax)
    }
    knownMembers = KnownMembers(members: stored.members)
    writer = StateWriter(
      state: state, members: stored.members, revocations: stored.revocations,
      signedTime: stored.signedTime)
    stopper = DaemonStopper(loop.waker)
    let reserved = Set(configuration.services.map(\.port))
    applications =
      servesApplications
      ? ApplicationDesk(ApplicationExchange(loop.waker, reserved: reserved)) : nil
    classes = (0..<64).map {
      configuration.traffic.classes[$0] ?? configuration.traffic.standard
    }
    matches = configuration.traffic.defined.flatMap { defined in
      defined.matches.map { ($0, defined.number) }
    }
    (self.state, self.configuration, self.logger) = (state, configuration, logger)
    (self.credential, identity) = (stored.credential, stored.identity)
    ownIPv6 = OverlayAddress.ipv6(stored.credential.node, network: stored.credential.network)
    networkName = stored.network.name
    try DaemonError.step(DaemonError.system) { () throws(SystemError) in try register() }
    resolveTraffic()
    // Last, because its thread starts.
    history = Self.history(
      configuration.database, node: credential.name, state: state, daemon: loop.waker,
      logger: logger)
  }

  /// Opens the authority's desk, before ``load(_:logger:)`` replaces damaged files by their copies, and says
  /// what of its books was damaged.
  private static func desk(
    _ state: StateDirectory, logger: Logger
  ) throws(DaemonError) -> AuthorityDesk? {
    let desk = try DaemonError.step(DaemonError.state) { () throws(StateError) in
      try AuthorityDesk(state: state)
    }
    for warning in desk?.warnings ?? [] { logger.warning("\(warning)") }
    return desk
  }

  /// Reads the state directory, says what of it was damaged, and writes that anew as far as it is known.
  private static func load(
    _ state: StateDirectory, logger: Logger
  ) throws(DaemonError) -> NodeState {
    let stored = try DaemonError.step(DaemonError.state) { () throws(StateError) in
      try state.loadNode()
    }
    for warning in stored.warnings { logger.warning("\(warning)") }
    state.restoreCopies()
    if !stored.warnings.isEmpty {
      try? state.store(members: stored.members)
      try? state.store(revocations: stored.revocations)
      try? state.store(signedTime: stored.signedTime)
    }
    return stored
  }

  private static func node(
    _ stored: NodeState, _ desk: AuthorityDesk?, _ state: StateDirectory,
    _ configuration: DaemonConfiguration, _ advertised: [UnderlayAddress],
    _ sockets: [UnderlayAddress], _ clock: MonotonicClock
  ) throws(DaemonError) -> SecureNode {
    let incarnation = try DaemonError.step(DaemonError.state) { () throws(StateError) in
      try state.nextIncarnation()
    }
    var entropy = Entropy.system()
    var settings = SecureNodeConfiguration(
      identity: stored.identity, credential: stored.credential,
      presharedKey: stored.network.presharedKey, incarnation: incarnation,
      unixTimeAtOrigin: clock.unixTimeAtOrigin, sockets: sockets, advertised: advertised,
      entropy: entropy, seed: entropy.next(), node: configuration.node,
      members: stored.members, revocations: stored.revocations + (desk?.revocations ?? []))
    settings.signedTime = stored.signedTime
    return try DaemonError.step(DaemonError.credential) { () throws(CredentialError) in
      try SecureNode(configuration: settings, now: clock.now)
    }
  }

  private func register() throws(SystemError) {
    for index in 0..<underlay.count { try watch(socket: index) }
    if let changes = interfaceWatch?.descriptor {
      try loop.add(changes, token: EventToken(.interfaces))
    }
    for queue in 0..<(tun?.queueCount ?? 0) {
      guard let descriptor = tun?.descriptor(queue) else { continue }
      let lane = HostDevices.lane(of: HostDevices.hostPlace, queue: queue)
      try loop.add(descriptor, token: EventToken(.tun, index: lane))
    }
    for index in configuration.tunnels.indices {
      guard let port = forwarder.tunnelPort(index) else { continue }
      try loop.add(port.socket.descriptor, token: EventToken(.tunnel, index: index))
    }
    try names.register(on: loop)
    try loop.add(control.descriptor, token: EventToken(.controlListener))
  }
}
