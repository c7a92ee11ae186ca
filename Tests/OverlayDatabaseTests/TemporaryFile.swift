import Foundation

/// The path of a file of a test's own, removed with whatever stands beside it under its name.
final class TemporaryFile {
  let path: String
  private let folder: String

  init() throws {
    folder = "/tmp/selvedge-database-\(UInt32.random(in: 0 ... .max))"
    path = folder + "/history.db"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: folder)
  }
}
