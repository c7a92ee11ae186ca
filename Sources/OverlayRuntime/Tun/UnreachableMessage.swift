internal import OverlayCore

/// Tells a local program that nobody in the overlay has the address it sends to.
///
/// ICMPv4 type 3, code 1 (RFC 792) and ICMPv6 type 1, code 3 (RFC 4443, section 3.1). The message
/// claims to come from the address that is not there: the host would take its own address as
/// source for a forgery.
enum UnreachableMessage {
  /// The message about a packet; nil when none may be sent.
  static func make(
    about header: IPHeader, _ bytes: borrowing Span<UInt8>, at start: Int
  ) -> [UInt8]? {
    ErrorMessage.make(
      about: header, bytes, at: start,
      type: header.family == .ipv4
        ? ErrorMessage.Kind(type: 3, code: 1) : ErrorMessage.Kind(type: 1, code: 3),
      from: header.destination)
  }
}
