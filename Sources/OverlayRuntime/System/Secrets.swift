internal import CLinuxNet

/// What keeps the secrets of a process from others on its host.
public enum Secrets {
  /// Keeps the process's memory out of core dumps, and other processes of the same user from reading it.
  /// For programs that hold keys, at their start.
  ///
  /// - Throws: ``SystemError`` when the kernel does not allow it.
  public static func forbidDumps() throws(SystemError) {
    try SystemError.check(clinuxnet_dumps_forbid())
  }

  /// Overwrites a secret that was given on the command line, where `ps` shows it to everybody.
  ///
  /// - Returns: how often it stood there.
  @discardableResult
  public static func hideArgument(_ secret: String) -> Int {
    max(0, Int(unsafe clinuxnet_argument_hide(secret)))
  }
}
