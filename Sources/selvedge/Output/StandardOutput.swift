internal import Foundation

/// Writes whole lines at once, also when the output is a pipe: somebody may be following it.
enum StandardOutput {
  /// Prints a line to standard output.
  static func print(_ text: String) {
    write(text, to: .standardOutput)
  }

  /// Prints a line to standard error, for people only.
  static func note(_ text: String) {
    write(text, to: .standardError)
  }

  /// Prints warnings to standard error, a line each.
  static func warn(_ warnings: [String]) {
    for warning in warnings { note("WARNING: \(warning)") }
  }

  private static func write(_ text: String, to file: FileHandle) {
    // Whoever closed the other end does not want the rest; SIGPIPE has said so already.
    try? file.write(contentsOf: Data((text + "\n").utf8))
  }
}
