/// A file fits a sitting, a function fits a screen.
enum LengthRule {
  /// The most lines that a file may have.
  static let fileLinesMax = 400
  /// The most lines that a function may have, signature and braces included.
  static let functionLinesMax = 70

  /// What in `file` is too long.
  static func findings(in file: SourceFile) -> [Finding] {
    var findings: [Finding] = []
    if file.lineCount > fileLinesMax {
      findings.append(
        Finding(
          path: file.path, line: 0,
          message: "\(file.lineCount) lines; split it, \(fileLinesMax) is the limit"))
    }
    for body in FunctionBody.all(in: file.tokens) where body.lineCount > functionLinesMax {
      findings.append(
        Finding(
          path: file.path, line: body.firstLine,
          message: "\(body.name) has \(body.lineCount) lines, \(functionLinesMax) is the limit"))
    }
    return findings
  }
}
