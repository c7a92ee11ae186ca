internal import Glibc

// Files that nobody could tell this node again, and their copies.

extension StateDirectory {
  /// Whether a file that nobody could tell again has a copy.
  func hasCopy(of file: StateFile) -> Bool {
    guard !isInMemory, file.isIrreplaceable else { return false }
    return unsafe access("\(path)/\(file.copyName)", F_OK) == 0
  }

  /// A file's contents, its copy's where that is whole and says something else; nil when there is
  /// neither.
  ///
  /// - Parameter warnings: what was wrong, for the log.
  func readIrreplaceable(
    _ file: StateFile, warnings: inout [String]
  ) throws(StateError) -> [UInt8]? {
    guard !isInMemory, file.isIrreplaceable else { return try read(file) }
    // Who takes the authority's file away from a host means it.
    if file == .authority, !has(file) { return nil }
    let copy = (try? read(name: file.copyName)).flatMap { $0 }.flatMap { StateCopy($0) }
    let contents = try? read(file)
    guard let copy else { return try read(file) }
    if contents != copy.contents {
      warnings.append(
        "\(path(of: file)) is not what was written there; its copy is used. If you have restored the file, "
          + "remove \(path(of: file)).copy")
    }
    return copy.contents
  }

  /// Writes files anew that differ from their copies, and copies that are missing or damaged.
  func restoreCopies() {
    guard !isInMemory else { return }
    for file in StateFile.allCases where file.isIrreplaceable {
      var warnings: [String] = []
      guard let contents = try? readIrreplaceable(file, warnings: &warnings) else { continue }
      let copy = (try? read(name: file.copyName)).flatMap { $0 }.flatMap { StateCopy($0) }
      if !warnings.isEmpty || copy == nil { try? write(contents, to: file) }
    }
  }
}
