import Foundation

/// Words that must not be in the tree: unfinished work, and paths or numbers that mean something on
/// one machine only.
enum WordingRule {
  // Put together here so that this file does not break its own rule.
  private static let patterns: [(pattern: String, message: String)] = [
    ("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b", "unfinished work; finish it or open a discussion"),
    ("/(work|farm)/[a-z.]", "a path of one machine"),
    ("fatalError\\(\"(not|un)", "unfinished work behind a crash"),
    ("\\bnot (yet )?imple" + "mented\\b", "unfinished work; say what is missing instead"),
    ("\\.disab" + "led\\(", "a test that does not run"),
    ("\\b[Ii]ssue #?[0-9]+\\b", "a number that a reader of the tree cannot look up"),
  ]

  /// The lines of `file` with such words.
  static func findings(in file: SourceFile) -> [Finding] {
    guard file.path != "LICENSE" else { return [] }
    let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false)
    return patterns.flatMap { pattern, message -> [Finding] in
      guard file.text.range(of: pattern, options: .regularExpression) != nil else { return [] }
      return lines.enumerated().compactMap { index, line in
        guard line.range(of: pattern, options: .regularExpression) != nil else { return nil }
        return Finding(path: file.path, line: index + 1, message: message)
      }
    }
  }
}
