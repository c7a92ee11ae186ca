import OverlayCore

/// How a handshake message came and how its answer goes back.
enum HandshakeOrigin: Hashable {
  /// In a datagram of its own.
  case underlay(UnderlayAddress, socket: Int)
  /// In a packet through a relay.
  case overlay(NodeID)
  /// In a frame on a link, under the keys of the session that it renews.
  case session(LinkID)

  /// Whether a relay is in between.
  var isRelayed: Bool {
    switch self {
    case .underlay, .session: false
    case .overlay: true
    }
  }

  /// Whether the message comes under the keys of the session that it renews.
  var isInside: Bool {
    if case .session = self { return true }
    return false
  }
}
