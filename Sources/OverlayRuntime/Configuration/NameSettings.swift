public import OverlayCore

/// How programs find nodes by their names.
public struct NameSettings: Hashable, Sendable {
  /// Whether questions for names are answered.
  public var enabled: Bool
  /// What stands behind the nodes' names: `selvedge` makes beta `beta.selvedge`.
  public var domain: String
  /// Where questions come in; port 53 of the network device's IPv4 address when it is empty.
  public var listen: [UnderlayAddress]
  /// Whether systemd-resolved, where it runs, is told to ask here for names of the domain.
  public var register: Bool

  /// Settings with every field given.
  public init(
    enabled: Bool = true, domain: String = "selvedge", listen: [UnderlayAddress] = [],
    register: Bool = true
  ) {
    self.enabled = enabled
    self.domain = domain
    self.listen = listen
    self.register = register
  }

  /// The port of questions for names (RFC 1035, section 4.2).
  public static let port: UInt16 = 53
}
