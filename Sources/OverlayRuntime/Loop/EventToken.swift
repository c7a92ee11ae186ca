/// What a descriptor in the event loop belongs to.
///
/// A closed set, packed into the 64 bits that epoll carries, instead of callbacks: the daemon
/// switches over it, and nothing is captured or retained per event.
public struct EventToken: Hashable, Sendable {
  /// Who handles the event.
  public enum Kind: UInt8, Sendable {
    /// The loop's own deadline timer.
    case deadline
    /// Another thread wants the loop's attention.
    case wake
    /// A signal arrived.
    case signal
    /// A UDP socket of the network below; the index is the socket's number.
    case underlay
    /// A TUN device; the index is its place in ``HostDevices``.
    case tun
    /// What tells of changes of this host's interfaces.
    case interfaces
    /// The control socket has a connection waiting.
    case controlListener
    /// A control client; the index is its number.
    case controlClient
    /// A forwarded port's local side; the index is the tunnel's number.
    case tunnel
    /// A service's local side; the index is the peer's slot.
    case service
    /// A health check's socket; the index is the served prefix's number.
    case healthCheck
    /// A UDP socket that answers questions for names.
    case nameSocket
    /// A TCP socket on which questions for names come in.
    case nameListener
    /// A connection with questions for names; the index is its number.
    case nameClient
  }

  /// Who handles the event.
  public let kind: Kind
  /// Which of its descriptors.
  public let index: UInt32

  /// Names descriptor `index` of `kind`.
  public init(_ kind: Kind, index: Int = 0) {
    self.kind = kind
    self.index = UInt32(index)
  }

  init(packed: UInt64) {
    kind = Kind(rawValue: UInt8(truncatingIfNeeded: packed >> 32)) ?? .deadline
    index = UInt32(truncatingIfNeeded: packed)
  }

  var packed: UInt64 { UInt64(kind.rawValue) << 32 | UInt64(index) }
}
