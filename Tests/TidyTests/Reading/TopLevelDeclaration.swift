/// A declaration that stands outside any braces.
struct TopLevelDeclaration: Equatable {
  /// `struct`, `class`, `enum`, `actor`, `protocol` or `extension`.
  let keyword: String
  /// The declared or extended name, the outermost one of a dotted name.
  let name: String
  /// The line of the keyword.
  let line: Int

  /// Whether it makes a new type.
  var isType: Bool { keyword != "extension" }

  private static let keywords: Set = ["struct", "class", "enum", "actor", "protocol", "extension"]

  /// The top-level types and extensions in `tokens`.
  static func all(in tokens: [SourceToken]) -> [TopLevelDeclaration] {
    var depth = 0
    var found: [TopLevelDeclaration] = []
    for (index, token) in tokens.enumerated() {
      switch token.text {
      case "{", "(", "[": depth += 1
      case "}", ")", "]": depth -= 1
      case let keyword where depth == 0 && keywords.contains(keyword):
        guard index + 1 < tokens.count, tokens[index + 1].isWord else { continue }
        found.append(
          TopLevelDeclaration(keyword: keyword, name: tokens[index + 1].text, line: token.line))
      default: continue
      }
    }
    return found
  }
}
