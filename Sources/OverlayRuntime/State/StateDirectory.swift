internal import Glibc

/// The directory that holds everything a node has to remember.
///
/// A file is replaced as a whole: written under another name, flushed to the device, renamed over
/// the old one, and the directory flushed. After a crash or on a full device there is the old
/// version or the new one, never a part of either.
public struct StateDirectory: Hashable, Sendable {
  /// Its path, as it was given.
  public let path: String
  /// Its files, when they are in memory.
  private let memory: MemoryFiles?

  /// Names a directory, which need not exist.
  public init(path: String) {
    self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    memory = nil
  }

  private init(inMemory name: String) {
    path = "memory:\(name)"
    memory = MemoryFiles()
  }

  /// A directory whose files are in memory only, shared by its copies and gone with the last of them:
  /// for nodes that live as long as their process. It has no control socket.
  public static func inMemory(_ name: String) -> StateDirectory {
    StateDirectory(inMemory: name)
  }

  /// Whether nothing of it is on a disk.
  public var isInMemory: Bool { memory != nil }

  /// Where the state lives unless told otherwise: `/var/lib/selvedge` for root, else
  /// `$XDG_STATE_HOME/selvedge`, which defaults to `~/.local/state/selvedge`.
  public static func standard(environment: [String: String], isRoot: Bool) -> StateDirectory {
    if isRoot { return StateDirectory(path: "/var/lib/selvedge") }
    if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") {
      return StateDirectory(path: state + "/selvedge")
    }
    return StateDirectory(path: (environment["HOME"] ?? ".") + "/.local/state/selvedge")
  }

  /// The path of one of its files.
  public func path(of file: StateFile) -> String {
    "\(path)/\(file.rawValue)"
  }

  /// Creates the directory with its parents, if need be, and closes it to everyone else.
  public func create() throws(StateError) {
    guard memory == nil else { return }
    var prefix = path.hasPrefix("/") ? "" : "."
    for part in path.split(separator: "/") {
      prefix += "/" + part
      if unsafe mkdir(prefix, 0o700) != 0, errno != EEXIST {
        throw .inaccessible(directory: path, .last)
      }
    }
    let folder = try open(isClosed: false)
    guard fchmod(folder.number, 0o700) == 0 else { throw .inaccessible(directory: path, .last) }
  }

  /// Opens the directory. What root does with the files of somebody else, that person decides, so root
  /// works in its own directories only.
  ///
  /// - Parameter isClosed: whether the directory must be closed to everyone else already.
  private func open(isClosed: Bool = true) throws(StateError) -> OwnedDescriptor {
    let descriptor = unsafe Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .inaccessible(directory: path, .last) }
    let folder = OwnedDescriptor(descriptor)
    guard geteuid() == 0 else { return folder }
    var status = stat()
    guard unsafe fstat(folder.number, &status) == 0 else {
      throw .inaccessible(directory: path, .last)
    }
    guard status.st_uid == 0 else { throw .foreign(directory: path, owner: status.st_uid) }
    guard !isClosed || status.st_mode & 0o022 == 0 else { throw .open(directory: path) }
    return folder
  }

  /// Takes the right to work in the directory, which must exist.
  public func lock() throws(StateError) -> StateLock {
    if let memory { return try StateLock(memory, directory: path) }
    _ = try open()
    return try StateLock(path: path(of: .lock), directory: path)
  }

  /// Whether somebody works in the directory at the moment.
  public var isLocked: Bool {
    do throws(StateError) {
      _ = try lock()
      return false
    } catch {
      guard case .locked = error else { return false }
      return true
    }
  }

  /// Whether a file exists.
  public func has(_ file: StateFile) -> Bool {
    if let memory { return memory[file] != nil }
    return unsafe access(path(of: file), F_OK) == 0
  }

  /// A file's contents; nil when it does not exist.
  public func read(_ file: StateFile) throws(StateError) -> [UInt8]? {
    if let memory { return memory[file] }
    return try read(name: file.rawValue)
  }

  /// The contents of a file by its name; a link is none of ours and not followed.
  func read(name: String) throws(StateError) -> [UInt8]? {
    let path = "\(path)/\(name)"
    // A directory that does not exist holds no file.
    if unsafe access(self.path, F_OK) != 0, errno == ENOENT { return nil }
    let folder = try open()
    let descriptor = unsafe openat(
      folder.number, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else {
      if errno == ENOENT { return nil }
      throw .unreadable(file: path, .last)
    }
    let owned = OwnedDescriptor(descriptor)
    var contents: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    while contents.count <= RuntimeLimits.stateFileBytes {
      let count = unsafe Glibc.read(owned.number, &chunk, chunk.count)
      if count == 0 { return contents }
      guard count > 0 else { throw .unreadable(file: path, .last) }
      contents += chunk[..<count]
    }
    throw .damaged(file: path, reason: "longer than \(RuntimeLimits.stateFileBytes) bytes")
  }

  /// Replaces a file's contents, all or nothing. The file is readable by its owner only.
  public func write(_ contents: [UInt8], to file: StateFile) throws(StateError) {
    if let memory {
      memory[file] = contents
      return
    }
    // Before the file itself: after a crash between the two the copy is never the older one.
    if file.isIrreplaceable {
      try write(StateCopy(of: contents).encoded, name: file.copyName, as: file)
    }
    try write(contents, name: file.rawValue, as: file)
  }

  /// Replaces a file by its name; errors name `file`.
  func write(_ contents: [UInt8], name: String, as file: StateFile) throws(StateError) {
    let target = path(of: file)
    let fresh = name + ".new"
    let folder = try open()
    do throws(SystemError) {
      try Self.writeFlushed(contents, to: fresh, in: folder)
      guard unsafe renameat(folder.number, fresh, folder.number, name) == 0 else { throw .last }
      guard fsync(folder.number) == 0 else { throw .last }
    } catch {
      unsafe unlinkat(folder.number, fresh, 0)
      throw error.isOutOfSpace ? .full(file: target, error) : .unwritable(file: target, error)
    }
  }

  private static func writeFlushed(
    _ contents: [UInt8], to name: String, in folder: borrowing OwnedDescriptor
  ) throws(SystemError) {
    // What a crash has left goes; whatever else stands there is not followed.
    unsafe unlinkat(folder.number, name, 0)
    let descriptor = unsafe openat(
      folder.number, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .last }
    let owned = OwnedDescriptor(descriptor)
    var rest = contents[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes {
        unsafe Glibc.write(owned.number, $0.baseAddress, $0.count)
      }
      guard count > 0 else { throw .last }
      rest = rest.dropFirst(count)
    }
    guard fsync(owned.number) == 0 else { throw .last }
  }
}
