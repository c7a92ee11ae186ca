import Foundation

/// What the tree says about itself must lead somewhere: links in Markdown, and decision records
/// that comments name by number.
enum ReferenceRule {
  /// The references in `file` that lead to none of `paths`.
  static func findings(in file: SourceFile, paths: Set<String>) -> [Finding] {
    linkFindings(in: file, paths) + decisionFindings(in: file, paths)
  }

  private static func linkFindings(in file: SourceFile, _ paths: Set<String>) -> [Finding] {
    guard file.path.hasSuffix(".md") else { return [] }
    let folder = file.path.split(separator: "/").dropLast().map(String.init)
    return matches(of: /\]\((?<target>[^)#\s]+)/, in: file, named: \.target).compactMap {
      target, line in
      guard !target.contains("://"), !target.hasPrefix("mailto:") else { return nil }
      let path = resolve(target, in: folder)
      let leads = paths.contains(path) || paths.contains { $0.hasPrefix(path + "/") }
      return leads
        ? nil : Finding(path: file.path, line: line, message: "the link to \(target) leads nowhere")
    }
  }

  private static func decisionFindings(in file: SourceFile, _ paths: Set<String>) -> [Finding] {
    matches(of: /docs\/decisions\/(?<number>[0-9]{4})/, in: file, named: \.number).compactMap {
      number, line in
      paths.contains { $0.hasPrefix("docs/decisions/\(number)-") }
        ? nil : Finding(path: file.path, line: line, message: "there is no decision \(number)")
    }
  }

  private static func matches<Output>(
    of pattern: Regex<Output>, in file: SourceFile, named field: KeyPath<Output, Substring>
  ) -> [(String, Int)] {
    file.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().flatMap {
      index, line in
      line.matches(of: pattern).map { (String($0.output[keyPath: field]), index + 1) }
    }
  }

  private static func resolve(_ target: String, in folder: [String]) -> String {
    var parts = folder
    for part in target.split(separator: "/") {
      switch part {
      case ".": continue
      case "..": _ = parts.popLast()
      default: parts.append(String(part))
      }
    }
    return parts.joined(separator: "/")
  }
}
