/// One thing that takes bytes from outside, and what must hold whatever they are.
///
/// libFuzzer drives it with inputs of its own making (`make fuzz`), and `CorpusTests` with those
/// that were kept. It may refuse an input; it may not trap, and what it accepts must hold together.
struct FuzzTarget: Sendable {
  /// Also the name of its folder in Fuzz/Corpus.
  let name: String
  /// Inputs that it accepts, for a start beyond the first checks.
  let seeds: @Sendable () throws -> [[UInt8]]
  /// Whether it accepts the input.
  ///
  /// - Throws: ``FuzzFailure`` when it accepts what it does not understand.
  let accepts: @Sendable ([UInt8]) throws -> Bool

  /// All of them.
  static let all =
    coreFrames + directoryFrames + securityFrames + texts + nodes + settings
    + edges

  /// The target of that name.
  static func named(_ name: String) -> FuzzTarget? {
    all.first { $0.name == name }
  }
}
