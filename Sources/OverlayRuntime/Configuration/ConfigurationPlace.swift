/// Where a setting was written.
public enum ConfigurationPlace: Hashable, Sendable, CustomStringConvertible {
  /// A line of a file, counted from 1.
  case file(String, line: Int)
  /// An environment variable.
  case environment(String)
  /// An option of the command line.
  case option(String)

  /// Such as `/var/lib/selvedge/config.yaml:7`.
  public var description: String {
    switch self {
    case .file(let path, let line): "\(path):\(line)"
    case .environment(let name): "environment variable \(name)"
    case .option(let name): "option \(name)"
    }
  }
}
