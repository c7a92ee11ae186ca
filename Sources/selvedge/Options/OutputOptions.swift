internal import ArgumentParser
internal import FoundationEssentials

/// The option of every command that prints something.
struct OutputOptions: ParsableArguments {
  @Flag(help: "Print JSON for programs; its keys stay as they are.")
  var json = false

  /// Prints a value as JSON, on one line when several follow each other.
  func print(json value: some Encodable, isLine: Bool = false) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if !isLine { encoder.outputFormatting.insert(.prettyPrinted) }
    let text = String(decoding: try encoder.encode(value), as: UTF8.self)
    StandardOutput.print(text)
  }

  /// Prints a value as JSON, or else as the text that `text` makes of it.
  func print<Value: Encodable>(_ value: Value, as text: (Value) -> String) throws {
    if json {
      try print(json: value)
    } else {
      StandardOutput.print(text(value))
    }
  }
}
