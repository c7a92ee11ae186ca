internal import Synchronization

/// The files of a state directory that is in memory only.
final class MemoryFiles: Hashable, Sendable {
  private struct Contents {
    var files: [StateFile: [UInt8]] = [:]
    var isLocked = false
  }

  private let contents = Mutex(Contents())

  /// A file; nil when it does not exist.
  subscript(file: StateFile) -> [UInt8]? {
    get { contents.withLock { $0.files[file] } }
    set { contents.withLock { $0.files[file] = newValue } }
  }

  /// Takes the right to work with the files; false when somebody has it.
  func lock() -> Bool {
    contents.withLock { contents in
      defer { contents.isLocked = true }
      return !contents.isLocked
    }
  }

  /// Gives it back.
  func unlock() { contents.withLock { $0.isLocked = false } }

  static func == (left: MemoryFiles, right: MemoryFiles) -> Bool { left === right }

  func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
