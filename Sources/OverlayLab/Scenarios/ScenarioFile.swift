internal import FoundationEssentials

/// A scenario that somebody wrote.
enum ScenarioFile {
  /// The text of a file.
  ///
  /// - Parameters:
  ///   - shipped: The names that would have been found without a file.
  ///   - list: The command that tells them.
  static func read(
    _ path: String, shipped: [String], list: String
  ) throws(ScenarioError) -> String {
    guard FileManager.default.fileExists(atPath: path) else {
      throw .unknown(path, shipped: shipped, list: list)
    }
    do {
      return try String(contentsOfFile: path, encoding: .utf8)
    } catch {
      throw .unreadable(path, reason: "it is not text that may be read")
    }
  }
}
