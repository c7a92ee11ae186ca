internal import Glibc

/// A file that a program in a namespace has mounted over one of the host's. Its name is needed until
/// then only; what is written later appears there.
final class SharedFile {
  private let file: OwnedDescriptor
  /// Where it is until ``hide()``.
  let path: String
  private var isHidden = false

  /// Makes the file where temporary ones belong.
  init(_ text: String) throws(SystemError) {
    let folder = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
    var template = "\(folder)/selvedge-XXXXXX".utf8CString.map { $0 }
    let descriptor = unsafe mkstemp(&template)
    guard descriptor >= 0 else { throw .last }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    file = OwnedDescriptor(descriptor)
    path = String(
      decoding: template.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    // Programs that change their user read it too.
    _ = fchmod(descriptor, 0o644)
    write(text)
  }

  /// Replaces the contents in place: whoever has it mounted holds this very file.
  func write(_ text: String) {
    let bytes = Array(text.utf8)
    guard unsafe pwrite(file.number, bytes, bytes.count, 0) == bytes.count else { return }
    ftruncate(file.number, bytes.count)
  }

  /// Takes the name away.
  func hide() {
    guard !isHidden else { return }
    isHidden = true
    unsafe unlink(path)
  }

  deinit {
    hide()
  }
}
