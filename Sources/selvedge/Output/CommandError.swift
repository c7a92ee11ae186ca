internal import OverlayRuntime

/// What the command line itself can find wrong.
enum CommandError: ExplainedError {
  /// Options that would overrule a settings file.
  case configurationExists(String)
  /// The daemon answered with something else.
  case unexpectedAnswer
  /// The directory has no record of that key.
  case nothingUnder(String)
  /// An address cannot be listened on.
  case cannotListen(String, SystemError)
  /// Nobody answered a ping.
  case noAnswer(String)

  var problem: String {
    switch self {
    case .configurationExists(let path): "there are settings in \(path) already"
    case .unexpectedAnswer: "the daemon's answer does not fit the question"
    case .nothingUnder(let key): "there is no record under `\(key)`"
    case .cannotListen(let address, let error): "cannot listen on \(address): \(error)"
    case .noAnswer(let node): "`\(node)` did not answer"
    }
  }

  var remedy: String {
    switch self {
    case .configurationExists:
      "Leave out `--listen` and `--advertise` and set them there, or remove the file."
    case .nothingUnder: "Records are forgotten when their owners fall silent; publish it again."
    case .unexpectedAnswer: "Use the command line and the daemon of one version."
    case .cannotListen: "Choose another address of this host with `--listen`, such as 127.0.0.1:0."
    case .noAnswer: "See `selvedge routes` for the path to it, and `selvedge links` for its links."
    }
  }
}
