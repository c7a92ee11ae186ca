/// A function, initialiser or accessor with its extent in lines.
struct FunctionBody: Equatable {
  /// The name as a reader would say it.
  let name: String
  /// The line of its keyword.
  let firstLine: Int
  /// The line of its closing brace.
  let lastLine: Int

  /// How many lines it takes, signature and braces included.
  var lineCount: Int { lastLine - firstLine + 1 }

  private static let starters: Set = ["func", "init", "deinit", "subscript"]
  private static let followers: Set = [
    "func", "var", "let", "init", "case", "static", "public", "private", "internal", "mutating",
    "associatedtype", "struct", "enum", "class", "extension", "protocol",
  ]

  /// Every function in `tokens` that has a body.
  static func all(in tokens: [SourceToken]) -> [FunctionBody] {
    tokens.indices.compactMap { index in
      guard starters.contains(tokens[index].text), isDeclaration(tokens, index),
        let open = bodyStart(tokens, after: index), let close = closing(tokens, of: open)
      else { return nil }
      let named = tokens[index].text == "func" && index + 1 < tokens.count
      return FunctionBody(
        name: named ? tokens[index + 1].text : tokens[index].text,
        firstLine: tokens[index].line, lastLine: tokens[close].line)
    }
  }

  /// `self.init(…)` and `.init(…)` are calls.
  private static func isDeclaration(_ tokens: [SourceToken], _ index: Int) -> Bool {
    index == 0 || tokens[index - 1].text != "."
  }

  private static func bodyStart(_ tokens: [SourceToken], after index: Int) -> Int? {
    var depth = 0
    for position in (index + 1)..<max(index + 1, tokens.count) {
      switch tokens[position].text {
      case "(", "[": depth += 1
      case ")", "]": depth -= 1
      case "{" where depth == 0: return position
      case "}" where depth == 0: return nil
      case let word where depth == 0 && position > index + 1 && followers.contains(word): return nil
      default: continue
      }
    }
    return nil
  }

  private static func closing(_ tokens: [SourceToken], of open: Int) -> Int? {
    var depth = 0
    for position in open..<tokens.count {
      if tokens[position].text == "{" { depth += 1 }
      if tokens[position].text == "}" {
        depth -= 1
        if depth == 0 { return position }
      }
    }
    return nil
  }
}
