/// The bounds of everything in the runtime that could grow. Relations are asserted in its tests.
public enum RuntimeLimits {
  /// Packets cut from what the TUN device gave before they are sent: large enough to amortise a
  /// system call over, small enough to stay in a processor's cache (128 buffers of 2 KiB are 256
  /// KiB) and not to starve the timers. Effects and datagrams of local programs likewise.
  public static let batch = 128
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
  static let events = 64
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
}
