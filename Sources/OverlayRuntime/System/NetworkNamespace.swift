internal import CLinuxNet
internal import Glibc

/// A network namespace that has a name, as `ip netns` gives it.
public struct NetworkNamespace: Hashable, Sendable {
  /// Its name.
  public let name: String

  /// Where names stand, one file each.
  public static let directory = "/run/netns"

  /// The namespace of this name, which need not exist.
  public init(name: String) {
    self.name = name
  }

  private var path: String { "\(Self.directory)/\(name)" }

  /// Does something inside the namespace and comes back. What is opened there stays there: devices
  /// and sockets belong to the namespace in which they were made.
  ///
  /// Only the calling thread moves, so the body must not wait for others.
  ///
  /// - Throws: ``SystemError`` when the namespace is not there or may not be entered, or what the
  ///   body throws.
  public func within<Result: ~Copyable>(_ body: () throws -> Result) throws -> Result {
    let home = try Self.open("/proc/thread-self/ns/net")
    let target = try Self.open(path)
    try SystemError.check(clinuxnet_namespace_enter(target.number))
    defer {
      guard clinuxnet_namespace_enter(home.number) == 0 else {
        // Going on in the wrong namespace could disturb another network.
        fatalError("cannot leave the network namespace \(name)")
      }
    }
    return try body()
  }

  /// Turns this process into `command` inside the namespace, with `hosts` as its /etc/hosts and
  /// everything else as it is: standard streams, environment, working directory. The first word
  /// is looked up on the PATH.
  ///
  /// - Returns: Only when that fails, with the reason.
  public func replaceProcess(with command: [String], hosts: String) -> SystemError {
    do throws(SystemError) {
      let target = try Self.open(path)
      try SystemError.check(clinuxnet_namespace_enter(target.number))
      try SystemError.check(unsafe clinuxnet_mounts_make_private(hosts))
    } catch {
      return error
    }
    var words: [UnsafeMutablePointer<CChar>?] = unsafe command.map { unsafe strdup($0) }
    unsafe words.append(nil)
    _ = unsafe execvp(command[0], &words)
    return .last
  }

  private static func open(_ path: String) throws(SystemError) -> OwnedDescriptor {
    let descriptor = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .last }
    return OwnedDescriptor(descriptor)
  }
}
