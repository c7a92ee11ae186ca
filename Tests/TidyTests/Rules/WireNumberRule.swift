/// Numbers that a peer chose must not be able to trap: no bare conversion, no unchecked arithmetic and no
/// subscript on them outside the types whose arithmetic wraps, clamps or throws.
///
/// Types are not known here, so the rule looks at where such numbers are: in the functions that throw
/// `DecodeError`, which read bytes from the network, from files that others can write, or from programs.
/// There it wants counts and lengths by `ByteReader.count(_:atMost:)`, conversions that say what becomes
/// of what does not fit, `&+`, `&-` and `&*`, and no subscripts. Everywhere in the protocol's code it
/// wants no bare conversion to a signed integer: that is how one frame counter stopped a node. Shifts are
/// let through: Swift's `<<` and `>>` drop bits and never trap.
enum WireNumberRule {
  /// Targets that read what others wrote.
  static let targets: Set = ["OverlayCore", "OverlaySecurity", "OverlayRuntime"]

  /// Targets that are protocol code throughout.
  static let protocolTargets: Set = ["OverlayCore", "OverlaySecurity"]

  /// Files, and folders that end with a slash, that the rule passes over, each for its reason.
  static let allowed: [String: String] = [
    "Sources/OverlayCore/Wire/ByteReader.swift":
      "is the type that checks: every read is held against the span and the end before it happens",
    "Sources/OverlayCore/Wire/NodeIndex.swift":
      "places of this node's own tables, at most a few thousand",
    "Sources/OverlaySecurity/Handshake/":
      "sums and differences of sizes that stand in the code; all bytes are taken by ByteReader",
    "Sources/OverlayCore/Time/TimerTable.swift":
      "numbers of this node's own timers and places in its own heap",
  ]

  private static let narrow: Set = [
    "Int", "Int8", "Int16", "Int32", "Int64", "UInt", "UInt8", "UInt16", "UInt32",
  ]
  private static let signed: Set = ["Int8", "Int16", "Int32", "Int64", "Int128"]
  private static let safeLabels: Set = [
    "truncatingIfNeeded", "clamping", "exactly", "bitPattern", "bigEndian", "littleEndian", "ascii",
  ]
  private static let spans: Set = ["bytes", "buffer", "datagram", "frame", "message", "span"]

  /// What of `file` could trap on a number that a peer chose; nothing in files that are allowed.
  static func findings(in file: SourceFile) -> [Finding] {
    isAllowed(file.path) ? [] : allFindings(in: file)
  }

  /// Whether a file is passed over.
  static func isAllowed(_ path: String) -> Bool {
    allowed.keys.contains { path == $0 || $0.hasSuffix("/") && path.hasPrefix($0) }
  }

  /// The same, in allowed files as well.
  static func allFindings(in file: SourceFile) -> [Finding] {
    guard file.isSource, let target = file.target, targets.contains(target) else { return [] }
    let tokens = file.tokens
    let decoders = decoderBodies(in: tokens)
    return tokens.indices.compactMap { index in
      let isDecoder = decoders.contains { $0.contains(index) }
      let problem =
        (isDecoder ? decoderProblem(tokens, at: index) : nil)
        ?? (protocolTargets.contains(target) ? signedConversion(tokens, at: index) : nil)
      return problem.map { Finding(path: file.path, line: tokens[index].line, message: $0) }
    }
  }

  private static func decoderProblem(_ tokens: [SourceToken], at index: Int) -> String? {
    let text = tokens[index].text
    if narrow.contains(text), isBareConversion(tokens, at: index) {
      return "\(text)(…) of a number that a peer chose: read counts by `count(_:atMost:)`, or say "
        + "truncatingIfNeeded:, clamping: or exactly:"
    }
    if ["+", "-", "*"].contains(text), isArithmetic(tokens, at: index) {
      return "`\(text)` may trap on a number that a peer chose: use `&\(text)`, or WireCount"
    }
    if spans.contains(text), index + 1 < tokens.count, tokens[index + 1].text == "[" {
      return "\(text)[…] may trap on a number that a peer chose: read by ByteReader"
    }
    return nil
  }

  private static func signedConversion(_ tokens: [SourceToken], at index: Int) -> String? {
    guard signed.contains(tokens[index].text), isBareConversion(tokens, at: index) else {
      return nil
    }
    return "\(tokens[index].text)(…) traps above its range: use WireCount, or say "
      + "truncatingIfNeeded:, clamping: or exactly:"
  }

  /// Whether the type at `index` converts what follows without saying what becomes of what does not fit;
  /// a number that is written out always fits.
  private static func isBareConversion(_ tokens: [SourceToken], at index: Int) -> Bool {
    guard index + 2 < tokens.count, tokens[index + 1].text == "(",
      tokens[index + 1].line == tokens[index].line
    else { return false }
    let first = tokens[index + 2].text
    return !safeLabels.contains(first) && first.first?.isNumber != true && first != ")"
  }

  /// Whether the sign at `index` stands between two operands and does not wrap.
  private static func isArithmetic(_ tokens: [SourceToken], at index: Int) -> Bool {
    guard index > 0, index + 1 < tokens.count else { return false }
    let (before, after) = (tokens[index - 1], tokens[index + 1].text)
    // `&+` wraps, `->` is an arrow, and a sign before a number is that number's.
    guard before.text != "&", !(tokens[index].text == "-" && after == ">") else { return false }
    return before.isWord && before.text != "return" || before.text == ")" || before.text == "]"
  }

  /// The bodies of functions and initialisers that throw `DecodeError`, as places among the tokens.
  private static func decoderBodies(in tokens: [SourceToken]) -> [Range<Int>] {
    tokens.indices.compactMap { index in
      guard tokens[index].text == "DecodeError", index >= 2, tokens[index - 1].text == "(",
        tokens[index - 2].text == "throws",
        let open = tokens[index...].firstIndex(where: { $0.text == "{" || $0.text == "}" }),
        tokens[open].text == "{"
      else { return nil }
      var depth = 0
      for position in open..<tokens.count {
        if tokens[position].text == "{" { depth += 1 }
        if tokens[position].text == "}" { depth -= 1 }
        if depth == 0 { return open..<position }
      }
      return nil
    }
  }
}
