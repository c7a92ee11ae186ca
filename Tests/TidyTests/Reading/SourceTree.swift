import Foundation

/// The files of this package, as they stand on disk.
enum SourceTree {
  /// The folder that holds Package.swift.
  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent()  // Reading
    .deletingLastPathComponent()  // TidyTests
    .deletingLastPathComponent()  // Tests
    .deletingLastPathComponent()

  /// Every text file that a person wrote.
  static let files: [SourceFile] = {
    let endings: Set = ["swift", "md", "c", "h", "yml", "yaml", "json", "txt", "service", ""]
    let skipped: Set = [".git", "checkouts", "dist", "Corpus", ".results"]
    guard
      let walker = FileManager.default.enumerator(
        at: root, includingPropertiesForKeys: [.isRegularFileKey])
    else { return [] }
    var files: [SourceFile] = []
    for case let url as URL in walker {
      let name = url.lastPathComponent
      if skipped.contains(name) || name.hasPrefix(".build") {
        walker.skipDescendants()
        continue
      }
      guard endings.contains(url.pathExtension),
        (try? url.resourceValues(forKeys: [.isRegularFileKey]))?.isRegularFile == true,
        let text = try? String(contentsOf: url, encoding: .utf8)
      else { continue }
      let path = url.standardizedFileURL.path().dropFirst(root.standardizedFileURL.path().count)
      files.append(SourceFile(path: String(path), text: text))
    }
    return files.sorted { $0.path < $1.path }
  }()

  /// Product code alone.
  static var sources: [SourceFile] { files.filter(\.isSource) }

  /// All Swift files: product code, tests, examples, benchmarks.
  static var swiftFiles: [SourceFile] { files.filter { $0.path.hasSuffix(".swift") } }
}
