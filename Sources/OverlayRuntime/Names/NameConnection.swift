internal import Glibc
internal import OverlayCore

/// A connection on which questions come, each behind its length (RFC 1035, section 4.2.2).
final class NameConnection {
  private let socket: OwnedDescriptor
  private var bytes: [UInt8] = []
  /// Who is at the other end; nil when that is not known.
  let site: UnderlayAddress?
  /// When it is closed unless a whole question has come by then.
  private(set) var deadline: Instant
  private static let patience = Interval.seconds(10)
  /// Questions are short; a message that is longer is none.
  private static let messageBytesMax = 1_024

  init(descriptor: Int32, now: Instant) {
    socket = OwnedDescriptor(descriptor)
    site = UnderlayAddress(peerOf: descriptor)?.site
    deadline = now + Self.patience
  }

  var descriptor: Int32 { socket.number }

  /// Reads what has come; false when the other end has left or sends what is no question.
  func fill() -> Bool {
    var chunk = [UInt8](repeating: 0, count: 2 * Self.messageBytesMax)
    let count = unsafe recv(socket.number, &chunk, chunk.count, 0)
    if count < 0 { return errno == EAGAIN || errno == EINTR }
    guard count > 0 else { return false }
    bytes += chunk[..<count]
    return bytes.count <= 4 * Self.messageBytesMax
  }

  /// The next whole message; nil when there is none, or none to come.
  func next() -> [UInt8]? {
    guard bytes.count >= 2 else { return nil }
    let length = Int(bytes[0]) << 8 | Int(bytes[1])
    guard bytes.count >= 2 + length else { return nil }
    defer { bytes.removeFirst(2 + length) }
    return Array(bytes[2..<(2 + length)])
  }

  /// A question has come; whoever sends bytes of one now and then holds its place no longer for it.
  func hasAsked(now: Instant) { deadline = now + Self.patience }

  /// Sends an answer; false when the other end does not take it.
  func send(_ message: [UInt8]) -> Bool {
    var framed: [UInt8] = []
    framed.append16(UInt16(message.count))
    framed += message
    return unsafe Glibc.send(socket.number, framed, framed.count, Int32(MSG_NOSIGNAL))
      == framed.count
  }
}
