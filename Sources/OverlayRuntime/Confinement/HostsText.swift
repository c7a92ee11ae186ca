/// What a program in a namespace of its own reads instead of the host's files.
public enum HostsText {
  /// The domain that members' names stand in.
  public static let domain = "selvedge"

  /// An /etc/hosts with every member's name, alone and below ``domain``, after the lines about the
  /// loopback in the host's own.
  public static func hosts(_ report: AttachmentReport, host: String) -> String {
    let loopback = host.split(separator: "\n").filter {
      $0.hasPrefix("127.") || $0.hasPrefix("::1")
    }
    var lines =
      loopback.isEmpty ? ["127.0.0.1\tlocalhost", "::1\tlocalhost"] : loopback.map(String.init)
    for member in [report.own] + report.members {
      for address in [member.ipv4, member.ipv6] {
        lines.append("\(address)\t\(member.name).\(domain) \(member.name)")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// An /etc/nsswitch.conf that has names looked up in /etc/hosts first: some hosts ask a service
  /// outside of the namespace, which knows no members. Nil when the host has none.
  public static func services(host: String?) -> String? {
    guard let host else { return nil }
    let others = host.split(separator: "\n", omittingEmptySubsequences: false).filter {
      !$0.hasPrefix("hosts:")
    }
    return others.joined(separator: "\n") + "\nhosts: files dns\n"
  }
}
