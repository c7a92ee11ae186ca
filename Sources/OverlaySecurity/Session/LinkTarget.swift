import OverlayCore

/// Where frames of one link go: flat, so that the packet path reads it without counting
/// references.
struct LinkTarget {
  /// The neighbour's place in the peer table; -1 for no link.
  var peer = -1
  var path = 0
  var socket = 0
  var address = UnderlayAddress(ipv4: 0, port: 0)
  var openedAt = Instant.zero
  /// Whether the far address has answered a challenge or a handshake. Until then no packet goes there and
  /// no control frame but those for which `SecureNode.mayCarry` has credit.
  var isValidated = false
}
