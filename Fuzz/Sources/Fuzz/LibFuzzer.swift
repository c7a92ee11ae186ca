import Foundation

/// What libFuzzer's main function calls.
///
/// `SELVEDGE_FUZZ_TARGET` names the target; with `SELVEDGE_FUZZ_SEEDS`, its seeds are written into
/// that folder first.
enum LibFuzzer {
  private static let environment = ProcessInfo.processInfo.environment

  static let target: FuzzTarget = {
    let name = environment["SELVEDGE_FUZZ_TARGET"] ?? ""
    guard let target = FuzzTarget.named(name) else {
      let names = FuzzTarget.all.map(\.name).joined(separator: " ")
      preconditionFailure("SELVEDGE_FUZZ_TARGET is '\(name)', not one of: \(names)")
    }
    return target
  }()

  static func writeSeeds() throws {
    guard let folder = environment["SELVEDGE_FUZZ_SEEDS"] else { return }
    for (number, seed) in try target.seeds().enumerated() {
      try Data(seed).write(to: URL(filePath: folder).appending(path: "seed-\(number)"))
    }
  }
}

/// Called once, before the corpus is read.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(
  _ count: UnsafeMutablePointer<CInt>?, _ arguments: UnsafeMutableRawPointer?
) -> CInt {
  do {
    try LibFuzzer.writeSeeds()
  } catch {
    preconditionFailure("the seeds cannot be written: \(error)")
  }
  return 0
}

/// Called for every input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  do {
    _ = try LibFuzzer.target.accepts(Array(UnsafeBufferPointer(start: start, count: count)))
  } catch {
    preconditionFailure("\(error)")
  }
  return 0
}
