import Foundation

/// One text file of the tree, read once.
struct SourceFile {
  /// The path from the top of the package, such as `Sources/OverlayCore/Wire/NodeID.swift`.
  let path: String
  /// The whole contents.
  let text: String
  /// The Swift tokens; empty for other kinds of file.
  let tokens: [SourceToken]

  /// Wraps `text` as though it stood at `path`.
  init(path: String, text: String) {
    self.path = path
    self.text = text
    tokens = path.hasSuffix(".swift") ? SourceLexer.tokens(of: text) : []
  }

  private var parts: [Substring] { path.split(separator: "/") }

  /// The target that the file belongs to, or nil outside `Sources` and `Tests`.
  var target: String? {
    guard parts.count >= 3, parts[0] == "Sources" || parts[0] == "Tests" else { return nil }
    return String(parts[1])
  }

  /// Whether the file is product code, which the steps of a tutorial are not.
  var isSource: Bool {
    path.hasPrefix("Sources/") && path.hasSuffix(".swift") && !path.contains(".docc/")
  }

  /// The folder inside the target: `Wire` for `Sources/OverlayCore/Wire/NodeID.swift`, empty at
  /// the target's top.
  var room: String {
    parts.count >= 4 ? String(parts[2]) : ""
  }

  /// The file's name without its ending.
  var name: String {
    let last = parts.last.map(String.init) ?? ""
    return last.hasSuffix(".swift") ? String(last.dropLast(6)) : last
  }

  /// The name up to a plus sign: the type in `Type+Aspect.swift`.
  var stem: String { name.split(separator: "+").first.map(String.init) ?? name }

  /// How many lines the file has.
  var lineCount: Int {
    text.split(separator: "\n", omittingEmptySubsequences: false).count
      - (text.hasSuffix("\n") ? 1 : 0)
  }
}
