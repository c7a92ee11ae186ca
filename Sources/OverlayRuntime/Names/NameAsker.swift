internal import OverlayCore

/// Who asked for a name, so that the answer finds the way back.
enum NameAsker: Hashable, Sendable {
  /// By a datagram to the socket of this number.
  case datagram(socket: Int, UnderlayAddress)
  /// Over the connection of this number.
  case connection(Int)
}
