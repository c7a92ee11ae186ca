internal import Yams

// Fields of the mappings in a list.

extension ConfigurationDocument {
  /// A field that may be left out, as text.
  func optional(_ entry: Entry, _ name: String) throws(ConfigurationError) -> String? {
    guard let node = entry.fields[name] else { return nil }
    guard let text = node.string else {
      throw .badValue(at: place(node), key: name, value: "a list", expected: "a single value")
    }
    return text
  }

  /// A field with one text or a list of them; empty when it is left out.
  func list(_ entry: Entry, _ name: String) throws(ConfigurationError) -> [String] {
    guard let node = entry.fields[name] else { return [] }
    if case .scalar(let scalar) = node { return [scalar.string] }
    guard case .sequence(let sequence) = node else {
      throw .badValue(at: place(node), key: name, value: "", expected: "a list such as [a, b]")
    }
    var values: [String] = []
    for element in sequence {
      guard let text = element.string else {
        throw .badValue(at: place(element), key: name, value: "a list", expected: "plain values")
      }
      values.append(text)
    }
    return values
  }

  /// A whole number in a range.
  func number(
    _ entry: Entry, _ name: String, in range: ClosedRange<Int>
  ) throws(ConfigurationError) -> Int {
    guard let number = try field(entry, name).int, range.contains(number) else {
      throw bad(
        entry, name, expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// Yes or no; nil when it is left out.
  func flag(_ entry: Entry, _ name: String) throws(ConfigurationError) -> Bool? {
    guard let node = entry.fields[name] else { return nil }
    guard let flag = node.bool else { throw bad(entry, name, expected: "true or false") }
    return flag
  }

  /// One of a few words; nil when it is left out.
  func choice<Value: RawRepresentable<String>>(
    _ entry: Entry, _ name: String, _ values: [Value]
  ) throws(ConfigurationError) -> Value? {
    guard let text = try optional(entry, name) else { return nil }
    guard let value = Value(rawValue: text) else {
      throw bad(
        entry, name, expected: "one of " + values.map(\.rawValue).joined(separator: ", "))
    }
    return value
  }

  /// A value that has a notation of its own; nil when it is left out.
  func limit<Value>(
    _ entry: Entry, _ name: String, _ expected: String, _ read: (String) -> Value?
  ) throws(ConfigurationError) -> Value? {
    guard let text = try optional(entry, name) else { return nil }
    guard let value = read(text) else { throw bad(entry, name, expected: expected) }
    return value
  }

  /// A name that no other entry has.
  func newName(_ entry: Entry, taken: [String]) throws(ConfigurationError) -> String {
    let name = try text(entry, "name")
    let isPlain = name.utf8.allSatisfy {
      97...122 ~= $0 || 48...57 ~= $0 || $0 == UInt8(ascii: "-")
    }
    guard isPlain, name.utf8.count <= 32 else {
      throw bad(entry, "name", expected: "at most 32 of a-z, 0-9 and -")
    }
    guard !taken.contains(name) else {
      throw bad(entry, "name", expected: "a name that is not taken")
    }
    return name
  }

  /// An error about a field.
  func bad(_ entry: Entry, _ name: String, expected: String) -> ConfigurationError {
    let node = entry.fields[name]
    return .badValue(
      at: node.map(place) ?? entry.place, key: name, value: node?.string ?? "", expected: expected)
  }
}
