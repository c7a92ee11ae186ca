internal import FoundationEssentials
public import OverlayRuntime

/// Where a lab that is up keeps what it takes to find it again: a directory below /run, and network
/// namespaces whose names begin alike.
public struct LabPlace: Hashable, Sendable {
  private static let root = "/run"
  /// Of directories and namespaces alike.
  private static let prefix = "selvedge-lab."

  /// The lab's name.
  public let name: String

  /// The place of the lab of this name, which need not be up.
  public init(name: String) {
    self.name = name
  }

  /// The lab's directory.
  var directory: String { "\(Self.root)/\(Self.prefix)\(name)" }
  /// Locked by the emulator as long as it lives; holds its process number.
  var lock: String { "\(directory)/lock" }
  /// Where the emulator takes requests.
  var socket: String { "\(directory)/control.sock" }
  /// What hosts have as their /etc/hosts.
  public var hosts: String { "\(directory)/hosts" }
  /// What the emulator said on standard error.
  var log: String { "\(directory)/emulator.log" }

  private var namespacePrefix: String { "\(Self.prefix)\(name)." }

  /// The namespace of one of the lab's hosts.
  public func namespace(of host: String) -> NetworkNamespace {
    NetworkNamespace(name: namespacePrefix + host)
  }

  /// The namespaces that exist, whether or not the emulator still lives.
  var namespaces: [NetworkNamespace] {
    Self.entries(NetworkNamespace.directory).filter { $0.hasPrefix(namespacePrefix) }
      .map { NetworkNamespace(name: $0) }
  }

  /// Whether there is anything of the lab.
  public var exists: Bool {
    FileManager.default.fileExists(atPath: directory) || !namespaces.isEmpty
  }

  /// Every lab of which there is anything, by name.
  public static var all: [LabPlace] {
    let names = (entries(root) + entries(NetworkNamespace.directory)).compactMap { entry in
      entry.hasPrefix(prefix) ? entry.dropFirst(prefix.count).split(separator: ".").first : nil
    }
    return Set(names.map { String($0) }).sorted().map { LabPlace(name: $0) }
  }

  private static func entries(_ directory: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []).sorted()
  }
}
