import Foundation

/// A directory of a test's own, removed with it.
final class TemporaryDirectory {
  /// The directory's path, short enough for a Unix socket in it.
  let path: String

  init() throws {
    path = "/tmp/selvedge-test-\(UInt32.random(in: 0 ... .max))"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// A path inside.
  func path(_ name: String) -> String { "\(path)/\(name)" }
}
