import OverlayCore

extension PayloadKind {
  /// Whether a relay may not read it. Handshakes come before keys, and a trace is for the relays
  /// to answer.
  var isSealedThroughRelays: Bool {
    switch self {
    case .ip, .datagram, .probe, .probeReply, .stripe, .prefixes, .candidates: true
    case .handshake, .trace, .traceReply: false
    }
  }

  /// Whether flows of this kind may be called by labels: those that can be long.
  @inline(__always)
  var isLabelled: Bool { self == .ip || self == .datagram || self == .stripe }
}
