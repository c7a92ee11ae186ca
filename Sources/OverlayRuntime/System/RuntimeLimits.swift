/// The bounds of everything in the runtime that could grow. Relations are asserted in its tests.
public enum RuntimeLimits {
  /// Packets cut from what the TUN device gave before they are sent: large enough to amortise a
  /// system call over, small enough to stay in a processor's cache (128 buffers of 2 KiB are 256
  /// KiB) and not to starve the timers. Effects and datagrams of local programs likewise.
  public static let batch = 128
  /// Queues of the host's network device. Flows share one by chance: of eight long ones, one stands in
  /// the way of a given short one in an eighth of all cases.
  public static let deviceQueues = 64
  /// Datagrams looked at in a socket's memory at a time.
  public static let datagramBatch = 256
  /// Datagrams waiting for a flush, per socket. Each received packet may leave in copies.
  public static let sendQueue = 256
  /// Bytes asked of the kernel for a UDP socket's queue, each way: 40 ms at 1 Gbit/s.
  public static let socketQueueBytes: UInt32 = 4 << 20
  /// Messages that one system call fetches from a UDP socket: each can be 64 KiB, and all of them
  /// are to stay in a processor's cache until they are passed on.
  public static let socketMessages = 8
  /// The same for a forwarded port's local socket, and its queue.
  static let forwardMessages = 2
  static let forwardQueueBytes: UInt32 = 256 << 10
  /// Bytes in one line of the control protocol.
  public static let controlLineBytes = 64 << 10
  /// Bytes waiting to be written to one control client before it is cut off.
  public static let controlQueueBytes = 4 << 20
  /// Bytes of a file in the state directory.
  public static let stateFileBytes = 16 << 20
  /// Events taken from epoll at a time.
  static let events = 128
  /// Lines that say which packets belong to a class.
  static let matchesPerClass = 32
  /// Uplinks that the settings can name.
  public static let uplinks = 4
  /// Sockets of the network below that are open at a time.
  public static let underlaySockets = 8
  /// Port forwards, each way.
  static let forwards = 256
  /// Local programs and remote peers that forwarded ports remember, so that answers find their
  /// way back; each remote peer of a service has a socket of its own.
  static let forwardPeers = 256
  /// Probes of one ping that may be unanswered at a time.
  static let probesOutstanding = 64
  /// Packets of this host that wait until their destination has been found, and those of one
  /// destination among them.
  static let waitingPackets = 64
  static let waitingPacketsEach = 8
  /// Requests on the control socket that wait until a node has been found, and lookups.
  static let waitingRequests = 64
  /// Pings and traces of all clients at a time.
  static let diagnostics = 64
  /// Ports that applications in the daemon's process have open at a time.
  public static let applicationPorts = 256
  /// Datagrams that an application's port keeps until they are taken, at most.
  public static let applicationQueueMax = 65_536
  /// Datagrams of applications that wait for the loop, and those whose destination is looked for.
  static let applicationOutgoing = 256
  static let applicationWaiting = 64
  /// Devices that programs hand over at a time, each with a share of the ports.
  public static let attachedDevices = 8
  /// Ports that one of them may ask for.
  public static let attachedPorts = 64
  /// Local ports outside of the shares of which it is remembered who uses them.
  static let portNotes = 1024
  /// Fragments of one packet of the host: it fits a buffer, and each but the last holds half of one.
  static let fragments = 4
  /// Unreachable and too-big messages to local programs, per second: RFC 1812, section 4.3.2.8, asks for a
  /// limit and names no value.
  static let unreachablePerSecond = 100
  /// Prefixes in a list of those that are accepted.
  static let acceptedPrefixes = 64
  /// Prefixes of other nodes in use at a time: as many as a mesh's members may serve.
  static let prefixes = 512
  /// Nodes that may serve one of them, at a time; the best are kept.
  static let serversEach = 4
  /// Nodes whose announcements of prefixes are remembered.
  static let servers = 512
  /// Flows toward a prefix with several servers that keep to theirs.
  static let servedFlows = 4_096
  /// Questions for names that wait until a node has been found.
  static let waitingNames = 64
  /// Connections with questions for names at a time.
  static let nameClients = 16
  /// Questions for names answered in a second: this host's, and those of all others together.
  static let namesPerSecond: UInt64 = 5_000
  /// The same of one other host.
  static let namesPerSecondEach: UInt64 = 250
  /// Other hosts that ask at a time.
  static let nameHosts = 4_096
  /// Bytes waiting to be written to one client of the database before it is cut off: more than one
  /// answer of `historyRows` has.
  static let databaseQueueBytes = 3 << 20
  /// Clients of the database that this node serves.
  static let databaseClients = 32
  /// Requests of one of them, and new connections of all, in one second.
  static let databaseRequestsPerSecond = 20
  static let databaseConnectionsPerSecond = 50
  /// Hosts that write to the database that this node serves; of each, names that it writes under and
  /// series that it begins.
  static let databaseWriters = 128
  static let databaseSourcesEach = 16
  static let databaseSeriesEach = 2_000
  /// Summaries in one line between client and server: 250 bytes each, as a rule, and 550 at most, in
  /// `controlLineBytes`.
  static let databaseLineSummaries = 100
  /// Summaries that wait for a server that does not answer.
  static let databaseWaitingSummaries = 4_096
  /// Windows that wait for the database's thread.
  static let databaseBatches = 16
  /// Questions of control clients that wait for it, and clients that follow it.
  static let databaseQuestions = 16
  /// Summaries in one answer.
  public static let historyRows = 8_000
  /// Neighbours whose samples are kept during one window, and samples of each.
  static let sampledNeighbours = 1_024
  static let samplesPerWindow = 60
}
