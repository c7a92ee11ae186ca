/// Cuts Swift source into tokens, leaving out comments and the contents of string literals.
///
/// It knows just enough of the language for the rules here: nested comments, raw and multi-line
/// strings, interpolation. A real parser would be another dependency to build for five rules.
struct SourceLexer {
  private let characters: [Character]
  private var position = 0
  private var line = 1
  private var lineStart = 0
  private var tokenOnLine = false
  private var tokens: [SourceToken] = []

  private init(_ text: String) {
    characters = Array(text)
  }

  /// All tokens of `text`, in order.
  static func tokens(of text: String) -> [SourceToken] {
    var lexer = SourceLexer(text)
    lexer.run(until: nil)
    return lexer.tokens
  }

  /// Reads tokens to the end, or to the parenthesis that closes an interpolation.
  private mutating func run(until terminator: Character?) {
    var depth = 0
    while position < characters.count {
      let character = characters[position]
      if startsComment() {
        skipComment()
      } else if startsString() {
        readString()
      } else if character.isWhitespace {
        advance()
      } else if character.isLetter || character.isNumber || character == "_" {
        readWord()
      } else {
        if character == "(" { depth += 1 }
        if character == ")" {
          if depth == 0, terminator == ")" { return }
          depth -= 1
        }
        append(String(character), from: position)
        advance()
      }
    }
  }

  private func peek(_ offset: Int = 0) -> Character? {
    position + offset < characters.count ? characters[position + offset] : nil
  }

  private mutating func advance() {
    if characters[position].isNewline {
      line += 1
      lineStart = position + 1
      tokenOnLine = false
    }
    position += 1
  }

  private mutating func append(_ text: String, from start: Int) {
    let indentation = tokenOnLine ? nil : start - lineStart
    tokens.append(SourceToken(text: text, line: line, indentation: indentation))
    tokenOnLine = true
  }

  private mutating func readWord() {
    let start = position
    while let next = peek(), next.isLetter || next.isNumber || next == "_" { position += 1 }
    append(String(characters[start..<position]), from: start)
  }

  private func startsComment() -> Bool {
    peek() == "/" && (peek(1) == "/" || peek(1) == "*")
  }

  private mutating func skipComment() {
    if peek(1) == "/" {
      while let next = peek(), !next.isNewline { advance() }
      return
    }
    var depth = 0
    repeat {
      if peek() == "/", peek(1) == "*" {
        depth += 1
        position += 2
      } else if peek() == "*", peek(1) == "/" {
        depth -= 1
        position += 2
      } else {
        advance()
      }
    } while depth > 0 && position < characters.count
  }

  private func startsString() -> Bool {
    var offset = 0
    while peek(offset) == "#" { offset += 1 }
    return peek(offset) == "\""
  }

  /// Reads a literal as one `"` token; interpolated code inside it counts as code.
  private mutating func readString() {
    append("\"", from: position)
    var hashes = 0
    while peek() == "#" {
      hashes += 1
      position += 1
    }
    let quotes = peek(1) == "\"" && peek(2) == "\"" ? 3 : 1
    position += quotes
    while position < characters.count {
      if peek() == "\\", matches("#", count: hashes, at: 1) {
        position += 1 + hashes
        if peek() == "(" {
          position += 1
          run(until: ")")
        }
        if position < characters.count { advance() }
      } else if matches("\"", count: quotes, at: 0), matches("#", count: hashes, at: quotes) {
        position += quotes + hashes
        return
      } else {
        advance()
      }
    }
  }

  private func matches(_ character: Character, count: Int, at offset: Int) -> Bool {
    (0..<count).allSatisfy { peek(offset + $0) == character }
  }
}
