/// What the daemon has changed of its host's set-up, so that it can be taken back, if need be by the
/// next one. Written before anything is changed.
struct HostChanges: Codable, Hashable, Sendable {
  /// Set when there are routes.
  var routing: HostRouting?
  /// The nftables table of a node that passes packets on, in the family `inet`.
  var firewall: String?
  /// The nftables table of a node whose packets may leave through an exit only.
  var outbound: String?
  /// Kernel settings by their paths below /proc/sys, with the values that they had.
  var settings: [String: String] = [:]

  /// Whether there is nothing to be taken back.
  var isEmpty: Bool { self == HostChanges() }

  /// What stays when the daemon ends without having been told to let this host's packets out again.
  ///
  /// With it the setting by which marks count in the check of return paths: what `join` sends from a closed
  /// host is marked as the daemon's datagrams are, and the answers are to be judged alike.
  var standing: HostChanges {
    guard outbound != nil else { return HostChanges() }
    let returns = KernelSetting.markReturns.path
    return HostChanges(
      routing: routing, outbound: outbound, settings: settings.filter { $0.key == returns })
  }

  /// What is left without what stays.
  func without(_ standing: HostChanges) -> HostChanges {
    HostChanges(
      routing: standing.routing == nil ? routing : nil, firewall: firewall,
      outbound: standing.outbound == nil ? outbound : nil,
      settings: settings.filter { standing.settings[$0.key] == nil })
  }

  /// The parts that this program can have written. Root acts on them, and the file may be somebody else's.
  var genuine: HostChanges {
    HostChanges(
      routing: routing.flatMap { $0.isGenuine ? $0 : nil },
      firewall: firewall.flatMap { Self.isName($0, HostFirewall.tablePrefix) ? $0 : nil },
      outbound: outbound.flatMap { Self.isName($0, OutboundFirewall.tablePrefix) ? $0 : nil },
      settings: settings.filter {
        KernelSetting(recorded: $0.key) != nil && KernelSetting.isValue($0.value)
      })
  }

  /// What the names of all our tables of nftables begin with.
  static let tablePrefix = "selvedge"

  /// The name of a node's table of nftables; see ``HostSetup/name(of:)``.
  static func table(_ prefix: String, of name: String) -> String {
    prefix + String(name.map { $0 == "-" ? "_" : $0 })
  }

  /// Whether a table of nftables can be one of ours with such a name.
  static func isName(_ table: String, _ prefix: String) -> Bool {
    table.hasPrefix(prefix) && table.utf8.count <= prefix.utf8.count + 96
      && table.utf8.allSatisfy {
        97...122 ~= $0 || 48...57 ~= $0 || $0 == UInt8(ascii: "_")
      }
  }

  /// Takes everything back; why something could not be.
  @discardableResult
  func takeBack() -> HostToolError? {
    // First what passes packets on, last what keeps them in.
    for (path, value) in settings { try? KernelSetting(recorded: path)?.set(value) }
    var failure: HostToolError?
    if let firewall { failure = Self.delete(firewall) }
    if let routing { failure = routing.takeBack() ?? failure }
    if let outbound { failure = Self.delete(outbound) ?? failure }
    return failure
  }

  /// Deletes a table of nftables, if there is one of that name; why it could not be.
  static func delete(_ table: String) -> HostToolError? {
    // Created before it is deleted, so that there need not be one: nft takes it all in one step.
    HostTool.nft.attempt(["-f", "-"], input: "table inet \(table)\ndelete table inet \(table)\n")
  }
}
