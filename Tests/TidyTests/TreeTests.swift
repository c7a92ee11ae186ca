import Testing

/// The rules, held against the tree as it stands.
@Suite("the tree is tidy")
struct TreeTests {
  private func expectNone(_ findings: [Finding]) {
    #expect(findings.isEmpty, "\n\(findings.map(\.description).joined(separator: "\n"))")
  }

  @Test("the source tree is found")
  func treeIsFound() {
    #expect(SourceTree.sources.count > 5)
    #expect(SourceTree.files.contains { $0.path == "Package.swift" })
  }

  @Test("no target imports what its layer forbids")
  func imports() {
    expectNone(SourceTree.sources.flatMap(ImportRule.findings))
  }

  @Test("rooms depend on each other one way only", arguments: ImportRule.allowed.keys.sorted())
  func rooms(target: String) {
    expectNone(RoomRule.findings(in: SourceTree.sources.filter { $0.target == target }))
  }

  @Test("code that must replay calls no clock and no unseeded randomness")
  func determinism() {
    expectNone(SourceTree.sources.flatMap(DeterminismRule.findings))
  }

  @Test("code that must replay does not walk over dictionaries or sets")
  func hashOrder() {
    let groups = Dictionary(grouping: SourceTree.sources) { "\($0.target ?? "")/\($0.stem)" }
    expectNone(groups.values.flatMap(HashOrderRule.findings).sorted { $0.path < $1.path })
  }

  @Test("`unsafe` stands only where the kernel or C is near")
  func memorySafety() {
    expectNone(SourceTree.sources.flatMap(MemorySafetyRule.findings))
  }

  @Test("no number that a peer chose can trap")
  func wireNumbers() {
    expectNone(SourceTree.sources.flatMap(WireNumberRule.findings))
  }

  @Test("what the rule about such numbers passes over still needs that")
  func wireNumberAllowances() {
    for path in WireNumberRule.allowed.keys {
      let files = SourceTree.sources.filter {
        $0.path == path || path.hasSuffix("/") && $0.path.hasPrefix(path)
      }
      #expect(files.contains { !WireNumberRule.allFindings(in: $0).isEmpty }, "\(path)")
    }
  }

  @Test("files fit a sitting and functions a screen")
  func lengths() {
    expectNone(SourceTree.swiftFiles.flatMap(LengthRule.findings))
  }

  @Test("each file holds one type and is named after it")
  func fileNames() {
    expectNone(SourceTree.sources.flatMap(FileNameRule.findings))
  }

  @Test("nothing is marked unfinished and nothing names one machine")
  func wording() {
    expectNone(SourceTree.files.flatMap(WordingRule.findings))
  }

  @Test("the tutorial ends with the example that is built and run")
  func tutorial() {
    let example = SourceTree.files.first { $0.path == "Examples/first-datagram/main.swift" }
    let steps = SourceTree.files.filter { $0.path.contains(".docc/Resources/first-datagram-") }
    #expect(steps.count > 1)
    #expect(steps.last?.text == example?.text)
    for (step, next) in zip(steps, steps.dropFirst()) { #expect(next.text.hasPrefix(step.text)) }
  }

  @Test("links and numbered decisions lead somewhere")
  func references() {
    let paths = Set(SourceTree.files.map(\.path))
    expectNone(SourceTree.files.flatMap { ReferenceRule.findings(in: $0, paths: paths) })
  }
}
