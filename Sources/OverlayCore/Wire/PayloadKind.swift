/// What a packet carries, so that its receiver knows whom to hand it to.
public enum PayloadKind: UInt8, Hashable, Sendable, CaseIterable {
  /// An IPv4 or IPv6 packet, for the TUN device.
  case ip = 0
  /// An application's datagram: source port, destination port, data.
  case datagram = 1
  /// A handshake message between two nodes that reach each other through relays only.
  case handshake = 2
  /// An echo request of the overlay itself.
  case probe = 3
  /// The answer to a probe.
  case probeReply = 4
  /// A packet that every node it passes answers.
  case trace = 5
  /// One such answer.
  case traceReply = 6
  /// A ``CandidateNote``.
  case candidates = 7
  /// A stripe of a packet, behind a ``StripeHeader``.
  case stripe = 8
  /// What its sender serves beside its own addresses, for the daemon.
  case prefixes = 9

  /// Whether such payloads may be sent in stripes: those that applications send.
  @inline(__always)
  var isStriped: Bool { self == .ip || self == .datagram }
}
