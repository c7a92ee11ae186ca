internal import Glibc

/// The right to work in a directory, held until it is let go or the process ends.
///
/// The kernel releases it even after a crash, so a stale lock cannot exist.
public struct StateLock: ~Copyable {
  private let file: OwnedDescriptor?
  private let memory: MemoryFiles?

  /// Takes the lock in the file at `path`, which is made if need be. `directory` is what it guards, for
  /// messages.
  public init(path: String, directory: String) throws(StateError) {
    let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw .inaccessible(directory: directory, .last) }
    let file = OwnedDescriptor(descriptor)
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      throw errno == EWOULDBLOCK
        ? .locked(directory: directory, process: Self.owner(descriptor))
        : .inaccessible(directory: directory, .last)
    }
    // The number only serves the message above, so a full disk must not keep anyone from starting.
    let text = Array("\(getpid())\n".utf8)
    if ftruncate(descriptor, 0) == 0 { _ = unsafe pwrite(descriptor, text, text.count, 0) }
    self.file = consume file
    memory = nil
  }

  /// Takes the lock of files in memory. `directory` is what they are called, for messages.
  init(_ memory: MemoryFiles, directory: String) throws(StateError) {
    guard memory.lock() else { throw .locked(directory: directory, process: Int(getpid())) }
    file = nil
    self.memory = memory
  }

  deinit {
    memory?.unlock()
  }

  private static func owner(_ descriptor: Int32) -> Int? {
    var bytes = [UInt8](repeating: 0, count: 16)
    let count = unsafe pread(descriptor, &bytes, bytes.count, 0)
    guard count > 0 else { return nil }
    return Int(String(decoding: bytes[..<count].prefix { $0 != 10 }, as: UTF8.self))
  }
}
