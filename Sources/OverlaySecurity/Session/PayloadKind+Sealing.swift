import OverlayCore

extension PayloadKind {
  /// Whether a relay may not read it. Handshakes come before keys, and a trace is for the relays
  /// to answer.
  var isSealedThroughRelays: Bool {
    switch self {
    case .ip, .datagram, .probe, .probeReply: true
    case .handshake, .trace, .traceReply: false
    }
  }
}
