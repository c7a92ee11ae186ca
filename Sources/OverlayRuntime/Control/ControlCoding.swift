internal import FoundationEssentials

/// Messages as lines: one JSON value each, keys sorted, ended by a newline.
enum ControlCoding {
  static let newline = UInt8(ascii: "\n")

  /// A message with its newline.
  static func line(_ message: some Encodable) throws(ControlError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return Array(try encoder.encode(message)) + [newline]
    } catch {
      throw .malformed("\(error)")
    }
  }

  /// The message in a line.
  static func decode<Message: Decodable>(
    _ type: Message.Type, from line: [UInt8]
  ) throws(ControlError) -> Message {
    do {
      return try JSONDecoder().decode(type, from: Data(line))
    } catch {
      // Not the line itself: it may hold a token.
      throw .malformed("a line of \(line.count) bytes is not a \(type)")
    }
  }
}
