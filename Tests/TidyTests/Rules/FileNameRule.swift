/// One type, one file, named after it; `Type+Aspect.swift` extends the type.
enum FileNameRule {
  /// Rooms that would tell a newcomer nothing.
  static let emptyRooms: Set = ["Utils", "Util", "Utilities", "Helpers", "Common", "Misc"]

  /// Where `file` and its contents do not match.
  static func findings(in file: SourceFile) -> [Finding] {
    guard file.isSource, file.name != "main" else { return [] }
    var findings: [Finding] = []
    if emptyRooms.contains(file.room) {
      findings.append(
        Finding(path: file.path, line: 0, message: "a folder \(file.room) names no subject"))
    }
    let declarations = TopLevelDeclaration.all(in: file.tokens)
    let types = declarations.filter(\.isType)
    for extra in types.dropFirst() {
      findings.append(
        Finding(
          path: file.path, line: extra.line,
          message: "a second type, \(extra.name); give it a file of its own"))
    }
    if let type = types.first, type.name != file.stem {
      findings.append(
        Finding(
          path: file.path, line: type.line,
          message: "declares \(type.name), so the file should be \(type.name).swift"))
    }
    if types.isEmpty, !declarations.contains(where: { $0.name == file.stem }) {
      findings.append(
        Finding(path: file.path, line: 0, message: "nothing in it is named \(file.stem)"))
    }
    return findings
  }
}
