/// The bounds of everything in the runtime that could grow. Relations are asserted in its tests.
public enum RuntimeLimits {
  /// Datagrams taken from a socket, and packets from the TUN device, before effects are drained:
  /// large enough to amortise a system call over, small enough to stay in a processor's cache
  /// (64 buffers of 2 KiB are 128 KiB) and not to starve the timers.
  public static let batch = 64
  /// Datagrams waiting for a flush, per socket. Each received packet may leave in copies.
  public static let sendQueue = 256
  /// Bytes asked of the kernel for a UDP socket's queue, each way: 40 ms at 1 Gbit/s.
  public static let socketQueueBytes: UInt32 = 4 << 20
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
  /// Peers that one forwarded port remembers, so that answers find their way back.
  static let forwardPeers = 1024
}
