/// Why a program could not be started in namespaces of its own.
public enum ConfinementError: ExplainedError, Hashable {
  /// The kernel lets this user make no namespaces, or use no rights in them.
  case forbidden(step: String, SystemError, NamespaceRestriction?)
  /// /dev/net/tun is missing or closed to this user.
  case tun(SystemError)
  /// A step of the setup failed.
  case setup(step: String, SystemError)
  /// The program could not be started.
  case program(String, SystemError)

  /// What happened, and in which step.
  public var problem: String {
    switch self {
    case .forbidden(let step, let error, _):
      "the kernel does not let this user \(step) in a namespace of its own: \(error)"
    case .tun(let error): "cannot open /dev/net/tun: \(error)"
    case .setup(let step, let error): "cannot \(step) in a namespace: \(error)"
    case .program(let name, let error): "cannot run `\(name)`: \(error)"
    }
  }

  /// What to do about it.
  public var remedy: String {
    switch self {
    case .forbidden(_, _, .some(let restriction)): restriction.remedy
    case .forbidden(_, _, nil):
      "A container or a security policy forbids user namespaces; allow the system calls `unshare` and "
        + "`mount` there (Docker: `--security-opt seccomp=unconfined`), or run as root with "
        + "`selvedge up`, which has a network device for the whole host."
    case .tun(let error) where error.isPermission:
      "Let every user open it, as most systems do: `chmod 0666 /dev/net/tun`; it gives no rights "
        + "outside of one's own namespaces."
    case .tun:
      "Load the module with `modprobe tun`; in a container pass `--device /dev/net/tun`."
    case .setup: "See docs/WITHOUT-ROOT.md for what the host has to allow."
    case .program: "Give a program on the PATH or its path, behind `--`."
    }
  }

  /// What a shell would exit with.
  public var exitStatus: Int32 {
    guard case .program(_, let error) = self else { return 1 }
    return error.isMissing ? 127 : 126
  }
}
