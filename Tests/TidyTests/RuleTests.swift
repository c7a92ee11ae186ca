import Testing

/// Each rule on an example that breaks it, and on one that does not: a rule that cannot fail guards
/// nothing.
@Suite("the tidy rules can fail")
struct RuleTests {
  private func core(_ text: String, named path: String = "Wire/Example.swift") -> SourceFile {
    SourceFile(path: "Sources/OverlayCore/\(path)", text: text)
  }

  @Test("comments and strings are not code, interpolations are")
  func lexing() {
    let text = """
      // alpha
      /* beta /* nested */ gamma */
      let a = "delta \\(epsilon("zeta")) eta" + #"theta "quoted" \\(iota)"#
      """
    let words = SourceLexer.tokens(of: text).filter(\.isWord).map(\.text)
    #expect(words == ["let", "a", "epsilon"])
  }

  @Test("multi-line strings are left out and lines are counted")
  func multiLineStrings() {
    let quotes = String(repeating: "\"", count: 3)
    let text = "let a = \(quotes)\n  import Foundation\n  \(quotes)\nlet b = 1\n"
    let tokens = SourceLexer.tokens(of: text)
    #expect(!tokens.contains { $0.text == "import" })
    #expect(tokens.last { $0.text == "b" }?.line == 4)
  }

  @Test(
    "an import that the layer forbids is found",
    arguments: ["import Foundation", "public import Glibc", "import struct Crypto.SHA256"])
  func forbiddenImport(text: String) {
    #expect(ImportRule.findings(in: core(text)).count == 1)
    #expect(ImportRule.findings(in: core("import DequeModule")).isEmpty)
  }

  @Test("BoringSSL may be imported in one file alone")
  func singleFileImport() {
    let path = "Sources/OverlaySecurity/Handshake/Other.swift"
    #expect(
      ImportRule.findings(in: SourceFile(path: path, text: "import CCryptoBoringSSL")).count == 1)
    let home = ImportRule.singleFile["CCryptoBoringSSL"] ?? ""
    #expect(
      ImportRule.findings(in: SourceFile(path: home, text: "import CCryptoBoringSSL")).isEmpty)
  }

  @Test("a target that ImportRule does not know is found")
  func unknownTarget() {
    let file = SourceFile(path: "Sources/Newcomer/Example.swift", text: "")
    #expect(ImportRule.findings(in: file).count == 1)
  }

  @Test(
    "clocks and unseeded randomness are found",
    arguments: [
      "let now = ContinuousClock.now", "var random = SystemRandomNumberGenerator()",
      "let x = Int.random(in: 0..<4)", "items.shuffle()", "clock_gettime(0, nil)",
    ])
  func nondeterminism(text: String) {
    #expect(DeterminismRule.findings(in: core(text)).count == 1)
  }

  @Test("seeded randomness is let through")
  func seededRandomness() {
    let text = "let x = Int.random(in: 0..<Int(4), using: &random); items.shuffle(using: &random)"
    #expect(DeterminismRule.findings(in: core(text)).isEmpty)
  }

  @Test(
    "a walk over a dictionary or set is found",
    arguments: [
      "var links: [Int: [Int]] = [:]\nfor (id, link) in links { use(link) }",
      "var seen = Set<Int>()\nlet total = seen.reduce(0, +)",
      "private var links: Dictionary<Int, Int>\nlinks.values.forEach(use)",
    ])
  func hashOrder(text: String) {
    #expect(HashOrderRule.findings(in: [core(text)]).count == 1)
  }

  @Test("a walk in another file of the same type is found")
  func hashOrderAcrossFiles() {
    let files = [
      core("struct Table { var rows: [Int: Int] }", named: "Mesh/Table.swift"),
      core("extension Table { func f() { rows.keys.forEach(g) } }", named: "Mesh/Table+F.swift"),
    ]
    #expect(HashOrderRule.findings(in: files).map(\.path) == [files[1].path])
  }

  @Test(
    "arrays, look-ups and sorted walks are let through",
    arguments: [
      "var links: [Int] = []\nfor link in links { use(link) }",
      "var links: [Int: Int] = [:]\nlet one = links[4]",
      "var links: [Int: Int] = [:]\nfor id in links.keys.sorted() { use(id) }",
    ])
  func hashOrderAllowed(text: String) {
    #expect(HashOrderRule.findings(in: [core(text)]).isEmpty)
  }

  @Test("`unsafe` in the core is found")
  func unsafeCode() {
    #expect(MemorySafetyRule.findings(in: core("let x = unsafe y")).count == 1)
  }

  @Test(
    "what can trap on a number that a peer chose is found in decoders",
    arguments: [
      "let count = Int(try reader.byte(bytes))", "let size = UInt8(length)", "total += length",
      "let end = start + length", "let rest = end - start", "let all = count * 16",
      "let first = bytes[start]", "let lost = Int64(expected)",
    ])
  func trappingNumbers(text: String) {
    let decoder = "init(_ bytes: Span<UInt8>) throws(DecodeError) {\n\(text)\n}"
    #expect(WireNumberRule.findings(in: core(decoder)).count == 1)
    let block = "func take() { do throws(DecodeError) {\n\(text)\n} catch {} }"
    #expect(WireNumberRule.findings(in: core(block)).count == 1)
    let writer = "func write() { \(text) }"
    let isSigned = text.contains("Int64")
    #expect(WireNumberRule.findings(in: core(writer)).count == (isSigned ? 1 : 0))
  }

  @Test(
    "what cannot trap is let through",
    arguments: [
      "let count = try reader.count(bytes, atMost: Limits.endpointsMax)", "total &+= length &+ 1",
      "let low = UInt8(truncatingIfNeeded: word >> 8)",
      "let wide = UInt64(try reader.uint16(bytes))",
      "let half = Int64(clamping: count)", "return -1", "let word = high << 16 | low",
      "let letter = UInt8(ascii: \"a\")", "let zero = Int32(0)",
    ])
  func safeNumbers(text: String) {
    let decoder = "func read() throws(DecodeError) -> Int {\n\(text)\n}"
    #expect(WireNumberRule.findings(in: core(decoder)).isEmpty)
  }

  @Test("a long file and a long function are found")
  func lengths() {
    let lines = String(repeating: "  step()\n", count: LengthRule.functionLinesMax - 1)
    #expect(LengthRule.findings(in: core("func walk() {\n\(lines)}\n")).count == 1)
    let fewer = String(repeating: "  step()\n", count: LengthRule.functionLinesMax - 2)
    #expect(LengthRule.findings(in: core("func walk() {\n\(fewer)}\n")).isEmpty)
    let file = String(repeating: "let x = 1\n", count: LengthRule.fileLinesMax)
    #expect(LengthRule.findings(in: core(file)).isEmpty)
    #expect(LengthRule.findings(in: core(file + "\n")).count == 1)
  }

  @Test("a protocol's requirements and calls of init are not functions with bodies")
  func functionBodies() {
    let text = """
      protocol P { func a() -> Int; func b() }
      struct S { init() { self.init(1) }; func c() { d { e() } } }
      """
    #expect(FunctionBody.all(in: SourceLexer.tokens(of: text)).map(\.name) == ["init", "c"])
  }

  @Test(
    "a file that is not named after its one type is found",
    arguments: ["struct Other {}", "struct Example {}\nenum Second {}", "extension Other {}", ""])
  func fileNames(text: String) {
    #expect(FileNameRule.findings(in: core(text)).count == 1)
  }

  @Test("a type's aspect file is let through")
  func aspectFiles() {
    #expect(
      FileNameRule.findings(in: core("extension Example {}", named: "Wire/Example+Text.swift"))
        .isEmpty)
    #expect(FileNameRule.findings(in: core("struct Example { struct Inner {} }")).isEmpty)
  }

  @Test("a room that uses a later room, or its stranger, is found")
  func roomOrder() {
    let files = [
      core("struct Low { var high: High }", named: "Wire/Low.swift"),
      core("struct High {}", named: "Mesh/High.swift"),
      core("struct Other { var high: High }", named: "Prefix/Other.swift"),
    ]
    #expect(RoomRule.findings(in: files).map(\.path) == [files[0].path, files[2].path])
  }

  @Test("a circle of folders is found")
  func roomCircle() {
    let files = [
      SourceFile(path: "Sources/OverlayRuntime/A/One.swift", text: "struct One { var b: Two }"),
      SourceFile(path: "Sources/OverlayRuntime/B/Two.swift", text: "struct Two { var a: One }"),
      SourceFile(path: "Sources/OverlayRuntime/C/Three.swift", text: "struct Three { var a: One }"),
    ]
    #expect(RoomRule.findings(in: files).map(\.path) == [files[0].path, files[1].path])
  }

  @Test("unfinished work and machine paths are found")
  func wording() {
    let texts = [
      "// TO" + "DO: later", "let path = \"/wo" + "rk/main\"", "see is" + "sue 12",
      "fatalError(\"" + "not now\")",
    ]
    for text in texts {
      #expect(WordingRule.findings(in: core(text)).count == 1, "\(text)")
    }
    #expect(WordingRule.findings(in: core("// it works/fails")).isEmpty)
  }

  @Test("links and decision numbers that lead nowhere are found")
  func references() {
    let paths: Set = ["docs/A.md", "docs/decisions/0001-x.md", "README.md"]
    let text = "[a](A.md) [up](../README.md) [folder](decisions) [gone](B.md) [net](https://x.y)"
    let page = SourceFile(path: "docs/Page.md", text: text)
    #expect(ReferenceRule.findings(in: page, paths: paths).count == 1)
    let number = "docs/decisions/00"
    let source = core("// see \(number)01 and \(number)02")
    #expect(ReferenceRule.findings(in: source, paths: paths).count == 1)
  }
}
