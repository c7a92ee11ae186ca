/// A word or a punctuation mark of Swift source, outside comments and string literals.
struct SourceToken: Equatable {
  /// The identifier, keyword or number, or the single punctuation character.
  let text: String
  /// The line it stands on, counted from 1.
  let line: Int
  /// Spaces before it on its line, or nil when it is not the first token there.
  let indentation: Int?

  /// Whether the token is a word, not punctuation.
  var isWord: Bool {
    text.first.map { $0.isLetter || $0.isNumber || $0 == "_" } ?? false
  }
}
