internal import CLinuxNet
internal import Glibc
internal import OverlayCore

/// A program that is about to run, or runs, as the same user in user, network and mount namespaces of
/// its own. Its only way out is a TUN device, whose descriptor is here.
///
/// Sources: user_namespaces(7), network_namespaces(7), mount_namespaces(7).
struct ConfinedProgram: ~Copyable {
  /// The device's name inside.
  private static let deviceName = "selvedge0"

  private let name: String
  private let process: Int32
  private let channel: Int32
  /// The device.
  let device: OwnedDescriptor

  private init(name: String, process: Int32, channel: Int32, device: consuming OwnedDescriptor) {
    self.name = name
    self.process = process
    self.channel = channel
    self.device = device
  }

  /// Makes the namespaces with the device; the program waits.
  static func start(_ command: [String]) throws(ConfinementError) -> ConfinedProgram {
    precondition(!command.isEmpty, "a program has a name")
    let name = command[0]
    var words: [UnsafeMutablePointer<CChar>?] = unsafe command.map { unsafe strdup($0) }
    unsafe words.append(nil)
    defer { unsafe words.forEach { unsafe free($0) } }
    var channel: Int32 = -1
    let process = unsafe clinuxnet_confined_start(deviceName, words, &channel)
    guard process > 0 else {
      throw .setup(step: "start a process", SystemError(code: -process))
    }
    var step: Int32 = 0
    let result = unsafe clinuxnet_confined_device(channel, &step)
    guard result >= 0 else {
      close(channel)
      _ = clinuxnet_process_end(process)
      throw Self.error(SystemError(code: -result), at: step, name)
    }
    return ConfinedProgram(
      name: name, process: process, channel: channel, device: OwnedDescriptor(result))
  }

  /// Gives the device its addresses and has the program run.
  borrowing func run(
    _ report: AttachmentReport, hosts: String, services: String?
  ) throws(ConfinementError) {
    var settings = clinuxnet_confinement()
    let ipv6 = IPNotation.parseIPv6(report.own.ipv6) ?? 0
    settings.ipv4 = IPNotation.parseIPv4(report.own.ipv4) ?? 0
    settings.ipv4_prefix_length = Int32(report.ipv4PrefixLength)
    settings.ipv6_high = UInt64(truncatingIfNeeded: ipv6 >> 64)
    settings.ipv6_low = UInt64(truncatingIfNeeded: ipv6)
    settings.ipv6_prefix_length = Int32(report.ipv6PrefixLength)
    settings.mtu = Int32(report.mtu)
    Self.store(hosts, in: &settings.hosts)
    Self.store(services ?? "", in: &settings.services)
    var step: Int32 = 0
    let result = unsafe clinuxnet_confined_run(
      channel, &settings, report.firstPort, report.lastPort, &step)
    guard result >= 0 else { throw Self.error(SystemError(code: -result), at: step, name) }
  }

  /// Calls `body` with a descriptor that becomes readable when the program has ended, and passes
  /// signals on to it meanwhile. Returns the program's exit status, or 128 and the signal that
  /// ended it.
  borrowing func supervise(_ body: (Int32) -> Void) throws(SystemError) -> Int32 {
    let watch = OwnedDescriptor(try SystemError.check(clinuxnet_process_watch(process)))
    try SystemError.check(clinuxnet_signals_forward(process))
    body(watch.number)
    _ = clinuxnet_signals_forward(0)
    return try SystemError.check(clinuxnet_process_end(process))
  }

  /// A program that still waits gives up; one that has ended is gone already.
  deinit {
    close(channel)
    _ = clinuxnet_process_end(process)
  }

  private static func store<Field>(_ path: String, in field: inout Field) {
    unsafe withUnsafeMutableBytes(of: &field) { bytes in
      let text = path.utf8.prefix(bytes.count - 1)
      unsafe bytes.copyBytes(from: Array(text))
      unsafe bytes[text.count] = 0
    }
  }

  private static func error(
    _ error: SystemError, at step: Int32, _ name: String
  ) -> ConfinementError {
    switch Int(step) {
    case clinuxnet_step_tun: return .tun(error)
    case clinuxnet_step_program: return .program(name, error)
    case clinuxnet_step_namespaces, clinuxnet_step_identity, clinuxnet_step_mounts,
      clinuxnet_step_device:
      let isLimit = error.code == ENOSPC || error.code == EUSERS
      guard error.isPermission || isLimit else { return .setup(step: words(step), error) }
      return .forbidden(
        step: words(step), error, NamespaceRestriction.find(reading: setting))
    default: return .setup(step: words(step), error)
    }
  }

  private static func words(_ step: Int32) -> String {
    switch Int(step) {
    case clinuxnet_step_namespaces: "work"
    case clinuxnet_step_identity: "keep its identity"
    case clinuxnet_step_mounts: "have mounts of its own"
    case clinuxnet_step_device: "make a network device"
    case clinuxnet_step_hosts: "put a file over /etc/hosts"
    default: "set up a network device"
    }
  }

  private static func setting(_ name: String) -> String? {
    let file = unsafe open("/proc/sys/" + name, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = unsafe read(file, &bytes, bytes.count)
    return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : nil
  }
}
