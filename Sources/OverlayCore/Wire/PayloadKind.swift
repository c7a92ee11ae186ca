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
}
