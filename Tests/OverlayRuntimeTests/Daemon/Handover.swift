/// A value that one thread makes and another one takes over.
final class Handover<Value>: @unchecked Sendable {
  private var held: Value?

  init(_ value: Value) {
    held = value
  }

  var value: Value { held! }

  /// Takes the value, so that nothing else keeps it alive.
  func take() -> Value {
    defer { held = nil }
    return held!
  }
}
