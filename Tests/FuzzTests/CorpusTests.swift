import Foundation
import Testing

/// What fuzzing found, run again without a fuzzer.
@Suite("Fuzz corpus")
struct CorpusTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fuzz/Corpus")

  @Test("every kept input is refused or understood", arguments: FuzzTarget.all.map(\.name))
  func corpus(name: String) throws {
    let target = try #require(FuzzTarget.named(name))
    let files = try FileManager.default.contentsOfDirectory(
      at: Self.folder.appending(path: name), includingPropertiesForKeys: nil)
    #expect(!files.isEmpty)
    for file in files.sorted(by: { $0.lastPathComponent < $1.lastPathComponent }) {
      let bytes = [UInt8](try Data(contentsOf: file))
      #expect(throws: Never.self, "\(name)/\(file.lastPathComponent)") {
        try target.accepts(bytes)
      }
    }
  }

  @Test("every seed is accepted", arguments: FuzzTarget.all.map(\.name))
  func seeds(name: String) throws {
    let target = try #require(FuzzTarget.named(name))
    let seeds = try target.seeds()
    #expect(!seeds.isEmpty)
    for seed in seeds { #expect(try target.accepts(seed)) }
  }

  @Test("every folder of the corpus belongs to a target")
  func folders() throws {
    let folders = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
    #expect(Set(folders) == Set(FuzzTarget.all.map(\.name)))
  }

  @Test(
    "seeds cut short or mangled are refused or understood",
    arguments: FuzzTarget.all.map(\.name))
  func mutations(name: String) throws {
    let target = try #require(FuzzTarget.named(name))
    for seed in try target.seeds() {
      for cut in stride(from: 0, to: seed.count, by: max(1, seed.count / 16)) {
        _ = try target.accepts(Array(seed[..<cut]))
        var changed = seed
        changed[cut] ^= 0x81
        _ = try target.accepts(changed)
      }
    }
  }
}
