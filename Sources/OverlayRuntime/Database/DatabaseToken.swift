internal import Glibc

/// The secret that the hosts of one database share.
public struct DatabaseToken: Sendable {
  /// Its characters, for a request.
  public let text: String

  private static let bytesRange = 16...512

  /// Takes a secret of 16 to 512 visible characters.
  init?(_ text: String) {
    guard Self.bytesRange.contains(text.utf8.count), text.utf8.allSatisfy({ 33...126 ~= $0 }) else {
      return nil
    }
    self.text = text
  }

  /// Reads the secret from a file that strangers may not read; spaces and newlines around it do not
  /// count.
  public init(file: String) throws(DatabaseError) {
    guard !file.isEmpty else { throw .noToken }
    let descriptor = unsafe open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .badToken(file: file, reason: "\(SystemError.last)") }
    let owned = OwnedDescriptor(descriptor)
    var status = stat()
    guard unsafe fstat(owned.number, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw .badToken(file: file, reason: "not a file")
    }
    guard status.st_mode & 0o007 == 0 else {
      throw .badToken(file: file, reason: "everybody on this host may read it")
    }
    var bytes = [UInt8](repeating: 0, count: 1_024)
    let count = unsafe read(owned.number, &bytes, bytes.count)
    guard count >= 0 else { throw .badToken(file: file, reason: "\(SystemError.last)") }
    let isSpace: (UInt8) -> Bool = { $0 == 32 || 9...13 ~= $0 }
    let inside = bytes[..<count].drop(while: isSpace).reversed().drop(while: isSpace).reversed()
    guard let token = DatabaseToken(String(decoding: Array(inside), as: UTF8.self)) else {
      throw .badToken(file: file, reason: "it does not hold 16 to 512 letters and digits")
    }
    self = token
  }

  /// Whether somebody has said the secret. How long that takes tells nothing about how much of it
  /// was right.
  func matches(_ said: String) -> Bool {
    let (own, other) = (Array(text.utf8), Array(said.utf8))
    var difference = UInt8(own.count == other.count ? 0 : 1)
    for index in own.indices {
      difference |= own[index] ^ (index < other.count ? other[index] : 0)
    }
    return difference == 0
  }
}
