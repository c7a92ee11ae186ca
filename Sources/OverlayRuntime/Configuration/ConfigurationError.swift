/// What is wrong with the settings.
public enum ConfigurationError: ExplainedError, Hashable {
  /// The text is not YAML.
  case syntax(at: ConfigurationPlace, reason: String)
  /// Nothing is called that.
  case unknownKey(at: ConfigurationPlace, key: String, known: [String])
  /// A value that the key cannot have.
  case badValue(at: ConfigurationPlace, key: String, value: String, expected: String)
  /// A list entry lacks one of its fields.
  case missing(at: ConfigurationPlace, key: String, field: String)
  /// More entries than are allowed.
  case tooMany(at: ConfigurationPlace, key: String, allowed: Int)

  /// What happened, and in which line.
  public var problem: String {
    switch self {
    case .syntax(let place, let reason): "\(place): not valid YAML: \(reason)"
    case .unknownKey(let place, let key, _): "\(place): unknown key `\(key)`"
    case .badValue(let place, let key, let value, _):
      "\(place): `\(key)` cannot be \(value.isEmpty ? "empty" : "`\(value)`")"
    case .missing(let place, let key, let field):
      "\(place): an entry of `\(key)` lacks `\(field)`"
    case .tooMany(let place, let key, _): "\(place): `\(key)` has too many entries"
    }
  }

  /// What to do about it.
  public var remedy: String {
    switch self {
    case .syntax:
      "Check the indentation and quotes of that line; `selvedge config` prints a complete example."
    case .unknownKey(_, let key, let known):
      Self.closest(to: key, among: known).map { "Did you mean `\($0)`?" }
        ?? "Known here: \(known.joined(separator: ", "))."
    case .badValue(_, _, _, let expected): "Write \(expected)."
    case .missing(_, let key, let field):
      "Add `\(field)`; what belongs to `\(key)` is "
        + "\((ConfigurationKey.known[key] ?? []).map { "`\($0)`" }.joined(separator: ", "))."
    case .tooMany(_, _, let allowed): "Keep at most \(allowed)."
    }
  }

  /// The known key that a slip of the finger turned into `key`; nil when none is near.
  static func closest(to key: String, among known: [String]) -> String? {
    let ranked = known.map { (distance(key, $0), $0) }.sorted { $0.0 < $1.0 }
    guard let best = ranked.first, best.0 <= max(2, key.count / 3) else { return nil }
    return best.1
  }

  /// Insertions, deletions and substitutions between two words.
  private static func distance(_ left: String, _ right: String) -> Int {
    let right = Array(right)
    var row = Array(0...right.count)
    for (index, letter) in left.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for column in right.indices {
        let substituted = diagonal + (letter == right[column] ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(substituted, diagonal + 1, row[column] + 1)
      }
    }
    return row[right.count]
  }
}
