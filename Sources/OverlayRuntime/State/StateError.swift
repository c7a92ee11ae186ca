/// Why the state directory could not be used.
public enum StateError: ExplainedError, Hashable {
  /// There is no identity in the directory yet.
  case notSetUp(directory: String)
  /// There is one already, and overwriting it would lose a node's identity.
  case setUpAlready(directory: String)
  /// Another process works in the directory.
  case locked(directory: String, process: Int?)
  /// The directory could not be created or entered.
  case inaccessible(directory: String, SystemError)
  /// Root would work with files that somebody else decides about.
  case foreign(directory: String, owner: UInt32)
  /// The same: others can put files there.
  case open(directory: String)
  /// A file could not be read.
  case unreadable(file: String, SystemError)
  /// A file's contents are not what was written there.
  case damaged(file: String, reason: String)
  /// No room for a new version; the old one is still in place.
  case full(file: String, SystemError)
  /// A new version could not be written; the old one is still in place.
  case unwritable(file: String, SystemError)

  /// What happened, and to which file.
  public var problem: String {
    switch self {
    case .notSetUp(let directory): "there is no node in \(directory)"
    case .setUpAlready(let directory): "\(directory) holds a node already"
    case .locked(let directory, let process):
      "\(directory) is in use by another process" + (process.map { " (PID \($0))" } ?? "")
    case .inaccessible(let directory, let error):
      "cannot use the state directory \(directory): \(error)"
    case .foreign(let directory, let owner):
      "the state directory \(directory) belongs to user \(owner), and root would do what its files say"
    case .open(let directory):
      "others can write to the state directory \(directory), and root would do what its files say"
    case .unreadable(let file, let error): "cannot read \(file): \(error)"
    case .damaged(let file, let reason): "\(file) is damaged: \(reason)"
    case .full(let file, let error): "no room to write \(file): \(error)"
    case .unwritable(let file, let error): "cannot write \(file): \(error)"
    }
  }

  /// What to do about it.
  public var remedy: String {
    switch self {
    case .notSetUp:
      "Create a network with `selvedge network create`, or join one with `selvedge join TOKEN`; "
        + "name another directory with `--state DIR`."
    case .setUpAlready:
      "Start it with `selvedge up`, or name another directory with `--state DIR`. To begin anew, "
        + "remove the directory; the node's identity is lost with it."
    case .locked:
      "Two daemons cannot share a state directory. Stop the other one with `selvedge down`, or "
        + "name another directory with `--state DIR`."
    case .inaccessible:
      "Run as the user who owns it, or name another directory with `--state DIR`."
    case .foreign(let directory, _):
      "Run as that user, or make it root's with `chown -R root:root \(directory)` if you trust what is in "
        + "it; or name another directory with `--state DIR`."
    case .open(let directory): "Run `chmod go-w \(directory)`, if you trust what is in it."
    case .unreadable: "Run as the user who owns the state directory."
    case .damaged(let file, _) where file.hasSuffix("/" + StateFile.authority.rawValue):
      "Restore it from a backup, and remove \(file).copy. Without one, move both out of the directory: this "
        + "node goes on as a member, but nobody can invite or revoke in this network any more; to have "
        + "that again, create a network anew and invite all members into it. Do not remove the state "
        + "directory."
    case .damaged:
      "Restore the file from a backup, and remove the one beside it whose name ends with `.copy`; or "
        + "remove the state directory and join the network again."
    case .full: "Make room on the device. The previous version of the file is intact."
    case .unwritable:
      "Check the owner of the state directory and that its device is not mounted read-only. The "
        + "previous version of the file is intact."
    }
  }
}
