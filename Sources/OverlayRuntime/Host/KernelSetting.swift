internal import Glibc

/// A setting of the kernel, below /proc/sys: one of the few that the daemon changes.
struct KernelSetting: Hashable, Sendable {
  /// Its path below /proc/sys.
  let path: String

  private init(path: String) {
    self.path = path
  }

  /// Whether IPv4 packets are passed on.
  static let forwardIPv4 = KernelSetting(path: "net/ipv4/ip_forward")
  /// Whether IPv6 packets are passed on.
  static let forwardIPv6 = KernelSetting(path: "net/ipv6/conf/all/forwarding")
  /// Whether marks count when the kernel checks whether a packet came the right way.
  static let markReturns = KernelSetting(path: "net/ipv4/conf/all/src_valid_mark")

  /// The setting that a file of ours names by its path; nil unless it is one of those above. Whoever can
  /// write that file may not choose what root writes.
  init?(recorded path: String) {
    let known: [KernelSetting] = [.forwardIPv4, .forwardIPv6, .markReturns]
    guard let setting = known.first(where: { $0.path == path }) else { return nil }
    self = setting
  }

  /// Whether a value is one that such a setting can have.
  static func isValue(_ text: String) -> Bool { ["0", "1", "2"].contains(text) }

  /// Its name for `sysctl`.
  var name: String { String(path.map { $0 == "/" ? "." : $0 }) }

  /// What it is; nil where the kernel does not have it.
  var value: String? { Self.text(of: "/proc/sys/\(path)") }

  /// The name that the kernel has given its present run.
  static var currentBoot: String? { text(of: "/proc/sys/kernel/random/boot_id") }

  private static func text(of file: String) -> String? {
    let descriptor = unsafe open(file, O_RDONLY | O_CLOEXEC)
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
