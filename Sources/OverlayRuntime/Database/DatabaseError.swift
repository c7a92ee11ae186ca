/// Why a database cannot be shared.
public enum DatabaseError: ExplainedError, Hashable {
  /// No file with the secret is named.
  case noToken
  /// The file with the secret cannot be used.
  case badToken(file: String, reason: String)
  /// The other host's end.
  case connection(ControlError)

  /// What happened, and where.
  public var problem: String {
    switch self {
    case .noToken: "there is no file with the database's token"
    case .badToken(let file, let reason):
      "\(file) cannot be used as the database's token: \(reason)"
    case .connection(let error): error.problem
    }
  }

  /// What to do about it.
  public var remedy: String {
    switch self {
    case .noToken: "Name it: `token-file` under `database` in config.yaml, or `--token-file`."
    case .badToken(let file, _):
      "Make it with `umask 077; openssl rand -hex 32 > \(file)`, and copy it to the other hosts."
    case .connection(let error): error.remedy
    }
  }
}
