public import OverlayRuntime

/// What is wrong with a scenario file.
public enum ScenarioError: ExplainedError, Hashable {
  /// There is no scenario and no file of that name.
  case unknown(String, shipped: [String], list: String)
  /// The file cannot be read.
  case unreadable(String, reason: String)
  /// The text is not YAML.
  case syntax(file: String, line: Int, reason: String)
  /// Nothing is called that.
  case unknownKey(file: String, line: Int, key: String, known: [String])
  /// A value that the key cannot have.
  case badValue(file: String, line: Int, key: String, value: String, expected: String)
  /// Something that every scenario has is not there.
  case missing(file: String, line: Int, key: String, expected: String)
  /// The results cannot be written.
  case unwritable(String, reason: String)

  /// What happened, and in which line.
  public var problem: String {
    switch self {
    case .unknown(let name, _, _): "there is no scenario and no file called `\(name)`"
    case .unreadable(let path, let reason): "\(path) cannot be read: \(reason)"
    case .syntax(let file, let line, let reason): "\(file):\(line): not valid YAML: \(reason)"
    case .unknownKey(let file, let line, let key, _): "\(file):\(line): unknown key `\(key)`"
    case .badValue(let file, let line, let key, let value, _):
      "\(file):\(line): `\(key)` cannot be \(value.isEmpty ? "empty" : "`\(value)`")"
    case .missing(let file, let line, let key, _): "\(file):\(line): `\(key)` is missing"
    case .unwritable(let path, let reason): "\(path) cannot be written: \(reason)"
    }
  }

  /// What to do about it.
  public var remedy: String {
    switch self {
    case .unknown(_, let shipped, let list):
      "Name a file, or one of \(shipped.joined(separator: ", ")); `selvedge \(list)` tells them."
    case .unreadable: "Name a YAML file, as `selvedge sim show` and `selvedge lab show` print them."
    case .syntax: "Check the indentation and quotes of that line."
    case .unknownKey(_, _, _, let known): "Known here: \(known.joined(separator: ", "))."
    case .badValue(_, _, _, _, let expected): "Write \(expected)."
    case .missing(_, _, _, let expected): "Add \(expected)."
    case .unwritable: "Name a directory that you may write to."
    }
  }
}
