internal import OverlayCore
public import OverlayRuntime

/// What a proxy leads to: addresses of the overlay, and members by name.
///
/// Asks the daemon, each time anew but not more than once a second for all members. Calls wait for the
/// daemon, so they belong on a thread that may.
public final class OverlayDestinations: Sendable {
  private let controlPath: String
  private let cache: MemberCache

  /// Asks the daemon behind a control socket.
  public init(controlPath: String) {
    self.controlPath = controlPath
    cache = MemberCache()
  }

  /// Where a name of a member leads, IPv4 first; none when nobody is called so.
  ///
  /// - Parameter name: the name alone or below `selvedge`, in any case.
  /// - Throws: ``OverlayRuntime/ControlError`` when the daemon does not answer.
  public func addresses(of name: String) throws(ControlError) -> [OverlayAddressText] {
    guard let name = Self.memberName(name) else { return [] }
    let report = try report()
    if name == report.name { return Self.list(report.ipv4, report.ipv6) }
    if let peer = report.peers.first(where: { $0.name == name }) {
      return Self.list(peer.ipv4, peer.ipv6)
    }
    return report.prefix == nil ? [] : try stranger(name, report)
  }

  /// Whether an address is one of the overlay's.
  public func contains(_ address: OverlayAddressText) throws(ControlError) -> Bool {
    let report = try report()
    if let ipv4 = IPNotation.parseIPv4(address.text), let own = IPNotation.parseIPv4(report.ipv4) {
      let shift = UInt32(32 - min(max(report.ipv4PrefixLength, 0), 32))
      return shift == 32 || ipv4 >> shift == own >> shift
    }
    if let ipv6 = IPNotation.parseIPv6(address.text), let own = IPNotation.parseIPv6(report.ipv6) {
      return ipv6 >> 64 == own >> 64
    }
    return false
  }

  /// A member's name out of what a program asked for; nil when it cannot be one.
  static func memberName(_ text: String) -> String? {
    var name = text.lowercased()
    if name.hasSuffix(".") { name.removeLast() }
    let domain = ".\(HostsText.domain)"
    if name.hasSuffix(domain) { name.removeLast(domain.count) }
    return name.isEmpty || name.contains(".") ? nil : name
  }

  private static func list(_ addresses: String...) -> [OverlayAddressText] {
    addresses.map(OverlayAddressText.init)
  }

  /// Under the prefix plane most members are known to the directory only, where a record's owner tells
  /// the IPv6 address.
  private func stranger(
    _ name: String, _ report: StatusReport
  ) throws(ControlError) -> [OverlayAddressText] {
    guard case .lookup(let found)? = try ask(.lookup(key: name)),
      let record = found.records.first(where: { $0.kind == "name" && $0.owner == name }),
      let node = UInt128(record.ownerNode, radix: 16),
      let own = IPNotation.parseIPv6(report.ipv6)
    else { return [] }
    return Self.list(IPNotation.ipv6((own >> 64) << 64 | (node >> 64)))
  }

  private func report() throws(ControlError) -> StatusReport {
    if let report = cache.fresh { return report }
    guard case .status(let report)? = try ask(.status) else {
      throw .malformed("no answer to `status`")
    }
    cache.store(report)
    return report
  }

  private func ask(_ request: ControlRequest) throws(ControlError) -> ControlResponse? {
    var client = try ControlClient(path: controlPath)
    try client.send(request)
    return try client.next()
  }
}
