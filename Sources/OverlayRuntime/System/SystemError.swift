internal import Glibc

/// What the kernel refused, as its errno.
public struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The errno value, positive.
  public let code: Int32

  /// Wraps an errno value.
  public init(code: Int32) {
    self.code = code
  }

  /// The error of the call that has just failed on this thread.
  static var last: SystemError { SystemError(code: errno) }

  /// Throws when `result` is a negated errno, as the functions of CLinuxNet return it.
  @discardableResult
  static func check(_ result: Int32) throws(SystemError) -> Int32 {
    guard result >= 0 else { throw SystemError(code: -result) }
    return result
  }

  /// Whether another process holds the address.
  public var isAddressInUse: Bool { code == EADDRINUSE }
  /// Whether the caller lacks a right.
  public var isPermission: Bool { code == EPERM || code == EACCES }
  /// Whether there is no room left on the device, in the quota or under the file size limit.
  public var isOutOfSpace: Bool { code == ENOSPC || code == EDQUOT || code == EFBIG }
  /// Whether the thing named does not exist.
  public var isMissing: Bool { code == ENOENT }

  /// Whether nobody listens there.
  public var isRefused: Bool { code == ECONNREFUSED }
  /// Whether there is no way to the network.
  public var isNetworkUnreachable: Bool { code == ENETUNREACH }

  /// The kernel's words for it, such as `Permission denied`.
  public var description: String {
    var buffer = [CChar](repeating: 0, count: 128)
    guard unsafe strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
    let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return String(decoding: bytes, as: UTF8.self)
  }
}
