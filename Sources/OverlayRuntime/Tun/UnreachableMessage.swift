internal import OverlayCore

/// Tells a local program that nobody in the overlay has the address it sends to.
enum UnreachableMessage {
  /// The message about a packet; nil when none may be sent (``ICMPError``).
  static func make(
    about header: IPHeader, _ bytes: borrowing Span<UInt8>, at start: Int
  ) -> [UInt8]? {
    ICMPError.unreachable.message(about: header, bytes, at: start)
  }
}
