/// Which modules a target may import: the layering of docs/ARCHITECTURE.md, written once more as
/// something that can fail.
///
/// The package manager already forbids what is not a declared dependency, but not the modules that
/// come with the toolchain, nor a module that leaks in through another package.
enum ImportRule {
  /// Every product target and all that it may import.
  static let allowed: [String: Set<String>] = [
    "OverlayCore": ["DequeModule"],
    "OverlaySecurity": [
      "OverlayCore", "Crypto", "CCryptoBoringSSL", "FoundationEssentials", "DequeModule",
      "BasicContainers",
    ],
    "OverlayDatabase": ["GRDB"],
    "OverlaySimulator": ["OverlayCore", "OverlaySecurity", "DequeModule"],
    "OverlayRuntime": [
      "OverlayCore", "OverlaySecurity", "OverlayDatabase", "CLinuxNet", "Configuration", "Logging",
      "Foundation", "FoundationEssentials", "Glibc", "Synchronization", "Yams",
    ],
    "Selvedge": [
      "OverlayCore", "OverlaySecurity", "OverlayRuntime", "Foundation", "Logging",
      "Synchronization",
    ],
    "OverlayLab": [
      "OverlayCore", "OverlaySecurity", "OverlayRuntime", "OverlaySimulator", "Foundation",
      "FoundationEssentials", "Glibc", "Logging", "Synchronization", "Yams",
    ],
    "OverlayProxy": [
      "OverlayCore", "OverlayRuntime", "Logging", "NIOCore", "NIOPosix", "NIOSOCKS",
      "Synchronization",
    ],
    "selvedge": [
      "ArgumentParser", "OverlayCore", "OverlaySecurity", "OverlayRuntime", "OverlayLab",
      "OverlayProxy", "OverlaySimulator", "Foundation", "FoundationEssentials", "Glibc", "Logging",
      "Synchronization",
    ],
  ]

  /// Modules that only one file may import, however its target is allowed to.
  static let singleFile: [String: String] = [
    "CCryptoBoringSSL": "Sources/OverlaySecurity/Cipher/FrameCipher.swift"
  ]

  /// The imports in `file` that the layering forbids.
  static func findings(in file: SourceFile) -> [Finding] {
    guard file.isSource, let target = file.target else { return [] }
    guard let modules = allowed[target] else {
      return [
        Finding(
          path: file.path, line: 0,
          message: "target \(target) has no entry in ImportRule; say which imports it forbids")
      ]
    }
    return imports(in: file.tokens).compactMap { module, line in
      if let only = singleFile[module], only != file.path {
        return Finding(
          path: file.path, line: line, message: "\(module) may be imported in \(only) alone")
      }
      guard !modules.contains(module) else { return nil }
      return Finding(path: file.path, line: line, message: "\(target) may not import \(module)")
    }
  }

  /// The modules that `tokens` import, with their lines.
  static func imports(in tokens: [SourceToken]) -> [(module: String, line: Int)] {
    let kinds: Set = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
    return tokens.indices.compactMap { index in
      guard tokens[index].text == "import", index + 1 < tokens.count else { return nil }
      var name = index + 1
      if kinds.contains(tokens[name].text), name + 1 < tokens.count { name += 1 }
      return (tokens[name].text, tokens[index].line)
    }
  }
}
