internal import Glibc

/// The terminal that standard output goes to.
public enum Terminal {
  /// Its width in characters; nil when there is none.
  public static var columns: Int? {
    var size = winsize()
    guard unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
      return nil
    }
    return Int(size.ws_col)
  }
}
