/// No walk over a `Dictionary` or `Set` in the core: their order differs from run to run, and a
/// simulation must replay.
///
/// Types are not known here, so the rule collects the names that one type's files declare as a
/// dictionary or set and looks for loops and walks over those names. `.sorted` right behind makes
/// the order sure and is let through.
enum HashOrderRule {
  /// Targets that must replay.
  static let targets: Set = ["OverlayCore", "OverlaySimulator"]

  private static let walks: Set = [
    "keys", "values", "map", "compactMap", "flatMap", "filter", "forEach", "first", "reduce",
    "enumerated", "prefix", "dropFirst", "makeIterator", "popFirst", "randomElement",
  ]

  /// Walks in `files`, which share one file-name stem, over names that any of them declares.
  static func findings(in files: [SourceFile]) -> [Finding] {
    let sources = files.filter { $0.isSource && targets.contains($0.target ?? "") }
    let names = sources.reduce(into: Set<String>()) { $0.formUnion(hashedNames(in: $1.tokens)) }
    return sources.flatMap { file in
      walkLines(in: file.tokens, over: names).map { name, line in
        Finding(
          path: file.path, line: line,
          message: "walks over \(name), a dictionary or set, whose order is not the same each run")
      }
    }
  }

  /// Names declared with a dictionary or set type: `name: [Key: Value]`, `name: Set<…>`,
  /// `name = Set<…>`, `name = [Key: Value]()`.
  static func hashedNames(in tokens: [SourceToken]) -> Set<String> {
    var names: Set<String> = []
    for index in tokens.indices where index + 2 < tokens.count {
      guard ["var", "let"].contains(tokens[index].text), tokens[index + 1].isWord,
        [":", "="].contains(tokens[index + 2].text), index + 3 < tokens.count
      else { continue }
      let type = tokens[index + 3].text
      if type == "Set" || type == "Dictionary" || isDictionaryType(tokens, at: index + 3) {
        names.insert(tokens[index + 1].text)
      }
    }
    return names
  }

  /// Whether a `[` at `index` opens `[Key: Value]` and not an array.
  private static func isDictionaryType(_ tokens: [SourceToken], at index: Int) -> Bool {
    guard tokens[index].text == "[" else { return false }
    var depth = 0
    for token in tokens[index...] {
      switch token.text {
      case "[", "(", "<": depth += 1
      case "]", ")", ">":
        depth -= 1
        if depth == 0 { return false }
      case ":" where depth == 1: return true
      default: continue
      }
    }
    return false
  }

  private static func walkLines(
    in tokens: [SourceToken], over names: Set<String>
  ) -> [(String, Int)] {
    tokens.indices.compactMap { index in
      guard names.contains(tokens[index].text), index + 1 < tokens.count else { return nil }
      let next = tokens[index + 1].text
      let loops = index > 0 && tokens[index - 1].text == "in" && next == "{"
      let walked = next == "." && index + 2 < tokens.count && walks.contains(tokens[index + 2].text)
      guard loops || walked, !isSorted(tokens, after: index) else { return nil }
      return (tokens[index].text, tokens[index].line)
    }
  }

  /// Whether `.sorted` or an order-free ending follows on the same line.
  private static func isSorted(_ tokens: [SourceToken], after index: Int) -> Bool {
    tokens[index...].prefix { $0.line == tokens[index].line }
      .contains { ["sorted", "allSatisfy", "contains"].contains($0.text) }
  }
}
