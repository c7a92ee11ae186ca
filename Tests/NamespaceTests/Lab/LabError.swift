/// Why a test bench could not do what a test asked of it.
enum LabError: Error, CustomStringConvertible {
  /// A command that had to succeed did not.
  case commandFailed(String, CommandResult)
  /// A condition did not come true in time; the text says which and what was seen last.
  case timedOut(String)
  /// A program that the bench drives is not there.
  case missing(String)

  var description: String {
    switch self {
    case .commandFailed(let command, let result):
      "`\(command)` ended with \(result.status)\n\(result.output)\(result.errors)"
    case .timedOut(let what): "timed out waiting until \(what)"
    case .missing(let what): "\(what)"
    }
  }
}
