internal import Glibc

/// A setting of the kernel, below /proc/sys.
struct KernelSetting: Hashable, Sendable {
  /// Its path below /proc/sys.
  let path: String

  /// Whether IPv4 packets are passed on.
  static let forwardIPv4 = KernelSetting(path: "net/ipv4/ip_forward")
  /// Whether IPv6 packets are passed on.
  static let forwardIPv6 = KernelSetting(path: "net/ipv6/conf/all/forwarding")
  /// Whether marks count when the kernel checks whether a packet came the right way.
  static let markReturns = KernelSetting(path: "net/ipv4/conf/all/src_valid_mark")

  /// Its name for `sysctl`.
  var name: String { String(path.map { $0 == "/" ? "." : $0 }) }

  /// What it is; nil where the kernel does not have it.
  var value: String? {
    let descriptor = unsafe open("/proc/sys/\(path)", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    let owned = OwnedDescriptor(descriptor)
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = unsafe read(owned.number, &bytes, bytes.count)
    guard count > 0 else { return nil }
    return String(decoding: bytes[..<count].filter { $0 > 32 }, as: UTF8.self)
  }

  /// Changes it.
  func set(_ value: String) throws(SystemError) {
    let descriptor = unsafe open("/proc/sys/\(path)", O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .last }
    let owned = OwnedDescriptor(descriptor)
    let bytes = Array(value.utf8)
    guard unsafe write(owned.number, bytes, bytes.count) == bytes.count else { throw .last }
  }
}
