internal import ArgumentParser
internal import OverlayRuntime

extension ParsableCommand {
  /// Keeps the keys that this process is about to hold out of core dumps. Where the kernel does not allow
  /// it, the command is done all the same, and says so.
  func forbidDumps() {
    do throws(SystemError) {
      try Secrets.forbidDumps()
    } catch {
      StandardOutput.note("warning: a crash of this process may write its keys to a file: \(error)")
    }
  }
}
