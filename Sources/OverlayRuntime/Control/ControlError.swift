/// Why the command line and the daemon could not talk.
public enum ControlError: ExplainedError, Hashable {
  /// No daemon listens.
  case notRunning(path: String)
  /// The socket belongs to someone else.
  case forbidden(path: String)
  /// The socket's path does not fit into a socket address.
  case pathTooLong(path: String)
  /// Anything else that the kernel objects to.
  case refused(path: String, SystemError)
  /// Nobody serves the TCP port, or it cannot be reached.
  case noServer(address: String, SystemError)
  /// The daemon did not answer in time.
  case silent(path: String)
  /// The daemon went away in the middle of an answer.
  case closed(path: String)
  /// A line that is not what the protocol has there.
  case malformed(String)
  /// The daemon understood and could not do it.
  case failed(ControlFailure)

  /// What happened, and on which socket.
  public var problem: String {
    switch self {
    case .notRunning(let path): "no daemon is running behind \(path)"
    case .forbidden(let path): "not allowed to use \(path)"
    case .pathTooLong(let path): "the path \(path) is too long for a socket"
    case .refused(let path, let error): "cannot use \(path): \(error)"
    case .noServer(let address, let error): "nobody serves \(address): \(error)"
    case .silent(let path): "the daemon behind \(path) does not answer"
    case .closed(let path): "the daemon behind \(path) went away"
    case .malformed(let reason): "the control protocol was broken: \(reason)"
    case .failed(let failure): failure.problem
    }
  }

  /// What to do about it.
  public var remedy: String {
    switch self {
    case .notRunning:
      "Start it with `selvedge up`, or name its state directory with `--state DIR`."
    case .forbidden: "Run as the user who started the daemon."
    case .pathTooLong: "Choose a shorter state directory with `--state DIR`: 90 bytes at most."
    case .refused: "Check the state directory's owner and file system."
    case .noServer: "Check that host's `database.serve`, its daemon, and firewalls on the way."
    case .silent: "Look at the daemon's log, and stop it with SIGTERM if it hangs."
    case .closed: "Look at the daemon's log for the reason."
    case .malformed: "Use the command line and the daemon of one version."
    case .failed(let failure): failure.remedy
    }
  }
}
