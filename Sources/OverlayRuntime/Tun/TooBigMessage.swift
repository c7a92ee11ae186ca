internal import OverlayCore

/// Tells a sender that its packet is longer than the path carries, and how long one may be.
///
/// ICMPv4 type 3, code 4 (RFC 792, RFC 1191) and ICMPv6 type 2 (RFC 4443, section 3.2).
public enum TooBigMessage {
  /// The message about the packet at the start of `bytes`; nil when none may be sent: the packet is
  /// itself an error message or addressed to many.
  ///
  /// - Parameters:
  ///   - mtu: The most bytes that the path carries, at most 65,535.
  ///   - sender: The address that the message claims to come from, in the low 32 bits for IPv4.
  public static func make(
    about header: IPHeader, _ bytes: borrowing Span<UInt8>, mtu: Int, from sender: UInt128
  ) -> [UInt8]? {
    ErrorMessage.make(
      about: header, bytes, at: 0,
      type: header.family == .ipv4
        ? ErrorMessage.Kind(type: 3, code: 4, word: UInt32(mtu & 0xffff))
        : ErrorMessage.Kind(type: 2, code: 0, word: UInt32(mtu)),
      from: sender)
  }
}
