public import OverlaySecurity

/// Why a daemon could not start or go on.
public enum DaemonError: ExplainedError, Hashable {
  /// The state directory.
  case state(StateError)
  /// A UDP socket.
  case socket(SocketError)
  /// The network device.
  case tun(TunError)
  /// The control socket.
  case control(ControlError)
  /// The node's own credential.
  case credential(CredentialError)
  /// Prefixes and exits.
  case edge(EdgeError)
  /// The kernel.
  case system(SystemError)

  /// What happened, and where.
  public var problem: String {
    switch self {
    case .state(let error): error.problem
    case .socket(let error): error.problem
    case .tun(let error): error.problem
    case .control(let error): error.problem
    case .credential(let error): "this node may not take part: \(error)"
    case .edge(let error): error.problem
    case .system(let error): "the kernel refused to go on: \(error)"
    }
  }

  /// What to do about it.
  public var remedy: String {
    switch self {
    case .state(let error): error.remedy
    case .socket(let error): error.remedy
    case .tun(let error): error.remedy
    case .control(let error): error.remedy
    case .credential(.notYetValid), .credential(.expired):
      "Check the clock of this host with `date`, or join again with a new invitation."
    case .credential: "Join again with a new invitation, in a fresh state directory."
    case .edge(let error): error.remedy
    case .system: "Check the limits on open files and memory."
    }
  }

  /// Runs a step of the start and says which part it was.
  static func step<Result: ~Copyable, Failure: Error>(
    _ wrap: (Failure) -> DaemonError, _ body: () throws(Failure) -> Result
  ) throws(DaemonError) -> Result {
    do throws(Failure) {
      return try body()
    } catch {
      throw wrap(error)
    }
  }
}
