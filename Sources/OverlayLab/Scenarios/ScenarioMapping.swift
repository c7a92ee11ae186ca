internal import OverlayCore
internal import Yams

/// A mapping of a scenario file, which knows the line of everything in it and refuses keys that
/// nothing reads.
struct ScenarioMapping {
  let file: String
  let line: Int
  private let fields: [(key: String, node: Yams.Node, line: Int)]

  /// Looks into a node that must be a mapping with no keys but these.
  init(_ node: Yams.Node, file: String, key: String, known: [String]) throws(ScenarioError) {
    self.file = file
    line = node.mark?.line ?? 1
    guard case .mapping(let mapping) = node else {
      throw .badValue(
        file: file, line: line, key: key, value: node.scalar?.string ?? "a list",
        expected: "lines such as `\(known[0]): …` below it")
    }
    var fields: [(key: String, node: Yams.Node, line: Int)] = []
    for (name, value) in mapping {
      let word = name.scalar?.string ?? ""
      let place = name.mark?.line ?? line
      guard known.contains(word) else {
        throw .unknownKey(file: file, line: place, key: word, known: known)
      }
      fields.append((word, value, place))
    }
    self.fields = fields
  }

  /// Reads a file, which must be a mapping with no keys but these.
  init(parsing text: String, file: String, known: [String]) throws(ScenarioError) {
    let node: Yams.Node?
    do {
      node = try Yams.compose(yaml: text)
    } catch {
      throw Self.explain(error, file: file)
    }
    guard let node else {
      throw .missing(file: file, line: 1, key: "name", expected: "`name: …` and what follows")
    }
    try self.init(node, file: file, key: "the file", known: known)
  }

  private static func explain(_ error: any Error, file: String) -> ScenarioError {
    guard let error = error as? YamlError else {
      return .syntax(file: file, line: 1, reason: "\(error)")
    }
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      return .syntax(file: file, line: mark.line, reason: problem)
    default: return .syntax(file: file, line: 1, reason: "\(error)")
    }
  }

  /// What stands under a key; nil when it is not there.
  subscript(key: String) -> Yams.Node? { fields.first { $0.key == key }?.node }

  /// The one key of a mapping that has exactly one.
  var onlyKey: String? { fields.count == 1 ? fields[0].key : nil }

  /// The line on which a key stands, or else the mapping's first.
  func line(of key: String) -> Int { fields.first { $0.key == key }?.line ?? line }

  func error(_ key: String, _ expected: String) -> ScenarioError {
    .badValue(
      file: file, line: line(of: key), key: key, value: self[key]?.scalar?.string ?? "",
      expected: expected)
  }

  func missing(_ key: String, _ expected: String) -> ScenarioError {
    .missing(file: file, line: line, key: key, expected: expected)
  }

  func text(_ key: String) throws(ScenarioError) -> String? {
    guard let node = self[key] else { return nil }
    guard let scalar = node.scalar, !scalar.string.isEmpty else { throw error(key, "a word") }
    return scalar.string
  }

  func integer(_ key: String, _ range: ClosedRange<Int>) throws(ScenarioError) -> Int? {
    guard let text = try text(key) else { return nil }
    guard let value = Int(text), range.contains(value) else {
      throw error(key, "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  /// A number, or a percentage such as `70 %`.
  func number(_ key: String, _ range: ClosedRange<Double>) throws(ScenarioError) -> Double? {
    guard let text = try text(key) else { return nil }
    guard let value = Self.number(text), range.contains(value) else {
      throw error(key, "a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  static func number(_ text: String) -> Double? {
    guard text.hasSuffix("%") else { return Double(text).flatMap { $0.isFinite ? $0 : nil } }
    let digits = String(text.dropLast().reversed().drop { $0 == " " }.reversed())
    return Double(digits).flatMap { $0.isFinite ? $0 / 100 : nil }
  }

  /// A length of time such as `300ms`, `10s` or `2min`, at most a day.
  func interval(_ key: String) throws(ScenarioError) -> Interval? {
    guard let text = try text(key) else { return nil }
    guard let value = Self.interval(text) else {
      throw error(key, "a length of time such as 300ms, 10s or 2min")
    }
    return value
  }

  static func interval(_ text: String) -> Interval? {
    let units: [(String, UInt64)] = [
      ("us", 1_000), ("ms", 1_000_000), ("min", 60_000_000_000), ("s", 1_000_000_000),
    ]
    for (unit, nanoseconds) in units where text.hasSuffix(unit) {
      guard let value = Double(text.dropLast(unit.count)), 0...86_400_000_000 ~= value else {
        continue
      }
      let total = value * Double(nanoseconds)
      return total <= 86_400e9 ? Interval(nanoseconds: UInt64(total)) : nil
    }
    return nil
  }

  func flag(_ key: String) throws(ScenarioError) -> Bool? {
    switch try text(key) {
    case nil: nil
    case "true", "on", "yes": true
    case "false", "off", "no": false
    default: throw error(key, "true or false")
    }
  }

  func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String, _ type: Choice.Type
  ) throws(ScenarioError) -> Choice? where Choice.RawValue == String {
    guard let text = try text(key) else { return nil }
    guard let value = Choice(rawValue: text) else {
      throw error(key, "one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return value
  }

  func list(_ key: String) throws(ScenarioError) -> [Yams.Node] {
    guard let node = self[key] else { return [] }
    guard case .sequence(let sequence) = node else { throw error(key, "a list, one `- …` a line") }
    return Array(sequence)
  }
}
