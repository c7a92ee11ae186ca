internal import Glibc

/// Runs a program whose only network is the overlay, as an ordinary user.
///
/// The program has namespaces of its own with a TUN device that bears this node's addresses; the
/// daemon reads and writes the device as if it were the host's. When the daemon is started anew, the
/// device is handed to the new one, and the program's connections go on.
public struct OverlayProgram {
  /// How long to wait between two attempts to find the daemon again, in milliseconds.
  private static let retryMilliseconds: Int32 = 1000

  private let command: [String]
  private let controlPath: String
  private let trafficClass: String?
  private let ports: [UInt16]

  /// Describes a program.
  ///
  /// - Parameters:
  ///   - command: the program and its arguments; it is looked up on the PATH.
  ///   - controlPath: the daemon's control socket.
  ///   - trafficClass: the class of everything that it sends; nil for what the settings say.
  ///   - ports: TCP and UDP ports that it serves.
  public init(
    _ command: [String], controlPath: String, trafficClass: String?, ports: [UInt16]
  ) {
    self.command = command
    self.controlPath = controlPath
    self.trafficClass = trafficClass
    self.ports = ports
  }

  /// Runs the program to its end. It has this process's standard streams, terminal, environment and
  /// directory, and gets the signals that this process gets.
  ///
  /// - Parameter note: gets what a person should know while it runs.
  /// - Returns: its exit status, or 128 and the signal that ended it.
  /// - Throws: ``ControlError``, ``ConfinementError`` or ``SystemError`` when it was not started.
  public func run(note: (String) -> Void) throws -> Int32 {
    let client = try ControlClient(path: controlPath)
    let program = try ConfinedProgram.start(command)
    var attachment: Attachment? = try Attachment(
      client, device: program.device, trafficClass: trafficClass, ports: ports, share: nil)
    guard let report = attachment?.report else { return 1 }
    let hosts = try SharedFile(Self.hosts(report))
    let services = try HostsText.services(host: Self.contents("/etc/nsswitch.conf"))
      .map { text throws(SystemError) in try SharedFile(text) }
    try program.run(report, hosts: hosts.path, services: services?.path)
    hosts.hide()
    services?.hide()
    let device = try Self.duplicate(program.device)
    return try program.supervise { end in
      while !Self.hasEnded(end, attachment) {
        if let held = attachment {
          attachment = follow(held, hosts, note)
        } else if let found = try? reattach(device, share: report.share) {
          note("the daemon is back")
          hosts.write(Self.hosts(found.report))
          attachment = found
        }
      }
    }
  }

  /// Waits until something happens; true when the program has ended.
  private static func hasEnded(_ end: Int32, _ attachment: Attachment?) -> Bool {
    var waits = [
      pollfd(fd: end, events: Int16(POLLIN), revents: 0),
      pollfd(fd: attachment?.descriptor ?? -1, events: Int16(POLLIN), revents: 0),
    ]
    while true {
      _ = unsafe poll(&waits, 2, attachment == nil ? retryMilliseconds : -1)
      if waits[0].revents != 0 { return true }
      if attachment == nil || waits[1].revents != 0 { return false }
    }
  }

  /// Takes in what the daemon says; nil when it has gone.
  private func follow(
    _ attachment: Attachment, _ hosts: SharedFile, _ note: (String) -> Void
  ) -> Attachment? {
    do throws(ControlError) {
      for report in try attachment.changes() { hosts.write(Self.hosts(report)) }
      return attachment
    } catch {
      note("\(error.problem); waiting for it to come back")
      return nil
    }
  }

  private func reattach(
    _ device: borrowing OwnedDescriptor, share: Int
  ) throws(ControlError) -> Attachment {
    try Attachment(
      ControlClient(path: controlPath), device: device, trafficClass: trafficClass,
      ports: ports, share: share)
  }

  private static func duplicate(
    _ device: borrowing OwnedDescriptor
  ) throws(SystemError) -> OwnedDescriptor {
    let copy = fcntl(device.number, F_DUPFD_CLOEXEC, 0)
    guard copy >= 0 else { throw .last }
    return OwnedDescriptor(copy)
  }

  private static func hosts(_ report: AttachmentReport) -> String {
    HostsText.hosts(report, host: contents("/etc/hosts") ?? "")
  }

  /// A small file's text; nil when it cannot be read.
  private static func contents(_ path: String) -> String? {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    let owned = OwnedDescriptor(file)
    var bytes = [UInt8](repeating: 0, count: 64 << 10)
    let count = unsafe read(owned.number, &bytes, bytes.count)
    return count >= 0 ? String(decoding: bytes[..<count], as: UTF8.self) : nil
  }
}
