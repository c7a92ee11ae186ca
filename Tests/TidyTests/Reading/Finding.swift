/// A place in the tree that breaks a rule.
struct Finding: Equatable, CustomStringConvertible {
  /// The file, from the top of the package.
  let path: String
  /// The line, counted from 1, or 0 for the file as a whole.
  let line: Int
  /// What is wrong and what to do.
  let message: String

  /// `path:line: message`, as a compiler would say it.
  var description: String {
    line == 0 ? "\(path): \(message)" : "\(path):\(line): \(message)"
  }
}
