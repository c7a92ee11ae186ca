import OverlayCore

/// How a handshake message came and how its answer goes back.
enum HandshakeOrigin: Hashable {
  /// In a datagram of its own.
  case underlay(UnderlayAddress, socket: Int)
  /// In a packet through a relay.
  case overlay(NodeID)

  /// Whether a relay is in between.
  var isRelayed: Bool {
    switch self {
    case .underlay: false
    case .overlay: true
    }
  }
}
