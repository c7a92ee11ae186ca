/// Folders inside a target depend on each other one way only.
///
/// A room uses another when one of its files mentions a top-level type that the other declares.
enum RoomRule {
  /// The rooms of OverlayCore, lowest first: each may use those before it.
  static let coreOrder = [
    "Time", "Wire", "Link", "Flow", "Mesh", "Prefix", "Directory", "Node",
  ]
  /// Rooms of equal height that must not know each other.
  static let strangers: [(String, String)] = [("Mesh", "Prefix")]

  /// Uses in `files`, all of one target, that point up the order, between strangers or in a circle.
  static func findings(in files: [SourceFile]) -> [Finding] {
    let uses = roomUses(in: files)
    return orderFindings(uses) + circleFindings(uses)
  }

  /// A mention in one room of a type that another room declares.
  struct Use: Equatable {
    /// The file that mentions it.
    let path: String
    /// The line of the mention.
    let line: Int
    /// The target of both.
    let target: String
    /// The room of the mention.
    let from: String
    /// The room of the declaration.
    let to: String
    /// The type's name.
    let type: String
  }

  private static func orderFindings(_ uses: [Use]) -> [Finding] {
    uses.compactMap { use in
      guard use.target == "OverlayCore" else { return nil }
      guard let from = coreOrder.firstIndex(of: use.from), let to = coreOrder.firstIndex(of: use.to)
      else {
        return Finding(
          path: use.path, line: use.line,
          message: "room \(use.from) or \(use.to) has no place in RoomRule.coreOrder")
      }
      let strange = strangers.contains {
        ($0.0 == use.from && $0.1 == use.to) || ($0.1 == use.from && $0.0 == use.to)
      }
      guard to > from || strange else { return nil }
      return Finding(
        path: use.path, line: use.line, message: "\(use.from) may not use \(use.type) of \(use.to)")
    }
  }

  private static func circleFindings(_ uses: [Use]) -> [Finding] {
    var edges: [String: Set<String>] = [:]
    for use in uses { edges[use.from, default: []].insert(use.to) }
    return uses.compactMap { use in
      guard reaches(from: use.to, to: use.from, edges) else { return nil }
      return Finding(
        path: use.path, line: use.line,
        message: "\(use.from) uses \(use.type) of \(use.to), which leads back to \(use.from)")
    }
  }

  private static func reaches(
    from start: String, to goal: String, _ edges: [String: Set<String>]
  ) -> Bool {
    var seen: Set<String> = []
    var open = [start]
    while let room = open.popLast() {
      if room == goal { return true }
      if seen.insert(room).inserted { open.append(contentsOf: edges[room] ?? []) }
    }
    return false
  }

  /// Every mention across rooms, one for each file and type.
  static func roomUses(in files: [SourceFile]) -> [Use] {
    var homes: [String: String] = [:]
    for file in files {
      for declaration in TopLevelDeclaration.all(in: file.tokens) where declaration.isType {
        homes[declaration.name] = file.room
      }
    }
    return files.flatMap { file in
      var seen = nestedNames(in: file.tokens)
      return file.tokens.indices.compactMap { index -> Use? in
        let token = file.tokens[index]
        guard let home = homes[token.text], home != file.room,
          index == 0 || file.tokens[index - 1].text != ".", seen.insert(token.text).inserted
        else { return nil }
        return Use(
          path: file.path, line: token.line, target: file.target ?? "", from: file.room, to: home,
          type: token.text)
      }
    }
  }

  /// Names that the file gives a meaning of its own.
  private static func nestedNames(in tokens: [SourceToken]) -> Set<String> {
    let keywords: Set = ["struct", "class", "enum", "actor", "protocol", "typealias", "case"]
    return Set(
      tokens.indices.dropLast().filter { keywords.contains(tokens[$0].text) }
        .map { tokens[$0 + 1].text })
  }
}
