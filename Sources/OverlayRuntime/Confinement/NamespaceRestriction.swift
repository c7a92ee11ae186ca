/// A setting of the kernel that keeps ordinary users from making namespaces of their own.
public enum NamespaceRestriction: Hashable, Sendable, CaseIterable {
  /// Debian's switch (`kernel.unprivileged_userns_clone`).
  case switchedOff
  /// Ubuntu's rule for AppArmor (`kernel.apparmor_restrict_unprivileged_userns`): namespaces can be
  /// made, but without any rights in them.
  case appArmor
  /// The kernel's limit on their number (`user.max_user_namespaces`).
  case limit

  /// The first that holds on this host.
  ///
  /// - Parameter read: gives the contents of a file below `/proc/sys`; nil when it is not there.
  public static func find(reading read: (String) -> String?) -> NamespaceRestriction? {
    allCases.first { restriction in
      guard let text = read(restriction.file), let value = Int(text.filter(\.isNumber)) else {
        return false
      }
      return value == restriction.forbidding
    }
  }

  private var file: String {
    switch self {
    case .switchedOff: "kernel/unprivileged_userns_clone"
    case .appArmor: "kernel/apparmor_restrict_unprivileged_userns"
    case .limit: "user/max_user_namespaces"
    }
  }

  private var forbidding: Int { self == .appArmor ? 1 : 0 }

  /// What lifts it.
  var remedy: String {
    switch self {
    case .switchedOff:
      "This host has user namespaces switched off for ordinary users; root lifts that with `sysctl "
        + "-w kernel.unprivileged_userns_clone=1`."
    case .appArmor:
      "This host lets AppArmor take the rights in user namespaces away; root lifts that with `sysctl "
        + "-w kernel.apparmor_restrict_unprivileged_userns=0`, or for this program alone with an "
        + "AppArmor profile that grants `userns` (docs/WITHOUT-ROOT.md has it)."
    case .limit:
      "This host allows no user namespaces at all; root lifts that with `sysctl -w "
        + "user.max_user_namespaces=10000`."
    }
  }
}
