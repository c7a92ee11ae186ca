/// Where `unsafe` may stand: nowhere in the core, and in the rooms that talk to the kernel or to C.
enum MemorySafetyRule {
  /// Paths, from the top of the package, under which `unsafe` may stand.
  static let allowedPaths = [
    "Sources/OverlayRuntime/",
    "Sources/OverlaySecurity/Cipher/",
    // swift-crypto hands out an agreed secret as raw memory only.
    "Sources/OverlaySecurity/Identity/AgreementKey.swift",
  ]

  /// The uses of `unsafe` in `file` that have no business there.
  static func findings(in file: SourceFile) -> [Finding] {
    guard file.isSource, !allowedPaths.contains(where: file.path.hasPrefix) else { return [] }
    return file.tokens.filter { $0.text == "unsafe" }.map {
      Finding(path: file.path, line: $0.line, message: "`unsafe` outside the rooms that may")
    }
  }
}
