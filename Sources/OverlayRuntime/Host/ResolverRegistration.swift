internal import Foundation
internal import OverlayCore

/// Tells systemd-resolved who answers for the overlay's names.
enum ResolverRegistration {
  /// Whether there is one to tell: it runs, and looks at the same network devices as this process. It
  /// knows devices by number, so that from another network namespace it would be told of another one.
  static var isPossible: Bool {
    guard HostTool.resolvectl.path != nil,
      FileManager.default.fileExists(atPath: "/run/systemd/resolve/stub-resolv.conf")
    else { return false }
    let namespaces = ["/proc/self/ns/net", "/proc/1/ns/net"].map {
      try? FileManager.default.destinationOfSymbolicLink(atPath: $0)
    }
    return namespaces[1] == nil || namespaces[0] == namespaces[1]
  }

  /// Has it ask `address` for names in `domain` while the device is there.
  static func register(
    device: String, address: UnderlayAddress, domain: String
  ) throws(HostToolError) {
    let host =
      address.family == .ipv4
      ? IPNotation.ipv4(UInt32(truncatingIfNeeded: address.host)) : IPNotation.ipv6(address.host)
    let server =
      address.port == NameSettings.port
      ? host : address.family == .ipv4 ? "\(host):\(address.port)" : "[\(host)]:\(address.port)"
    try HostTool.resolvectl.run(["dns", device, server])
    // A routing domain: for names below it and for no others.
    try HostTool.resolvectl.run(["domain", device, "~\(domain)"])
    try HostTool.resolvectl.run(["default-route", device, "no"])
  }
}
