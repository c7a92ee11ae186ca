extension FuzzTarget {
  /// A decoder with its encoder: a value that was accepted and written must read as itself.
  static func codec<Value: Equatable & Sendable>(
    _ name: String, seeds: [Value], decode: @escaping @Sendable ([UInt8]) throws -> Value,
    encode: @escaping @Sendable (Value) throws -> [UInt8]
  ) -> FuzzTarget {
    FuzzTarget(name: name, seeds: { try seeds.map(encode) }) { bytes in
      guard let value = try? decode(bytes) else { return false }
      let written = try encode(value)
      guard let again = try? decode(written), again == value else {
        throw FuzzFailure("\(value) was written as \(written) and does not read back")
      }
      return true
    }
  }

  /// The same for text.
  static func text<Value: Equatable & Sendable>(
    _ name: String, seeds: [String], decode: @escaping @Sendable (String) throws -> Value?,
    encode: @escaping @Sendable (Value) -> String
  ) -> FuzzTarget {
    FuzzTarget(name: name, seeds: { seeds.map { Array($0.utf8) } }) { bytes in
      guard let value = try? decode(String(decoding: bytes, as: UTF8.self)) else { return false }
      let written = encode(value)
      guard let again = try? decode(written), again == value else {
        throw FuzzFailure("\(value) was written as \(written) and does not read back")
      }
      return true
    }
  }
}
