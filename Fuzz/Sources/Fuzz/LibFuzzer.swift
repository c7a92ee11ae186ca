import Foundation
import Synchronization

/// What libFuzzer's main function calls.
///
/// `SELVEDGE_FUZZ_TARGET` names the target; with `SELVEDGE_FUZZ_SEEDS`, its seeds are written into
/// that folder first. With `SELVEDGE_FUZZ_PROGRESS`, that file says how many datagrams were fed to the
/// target so far; with `SELVEDGE_FUZZ_GOAL`, the process ends at that many.
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

  private static let progressFile = environment["SELVEDGE_FUZZ_PROGRESS"]
  private static let goal = environment["SELVEDGE_FUZZ_GOAL"].flatMap { UInt64($0) } ?? .max
  /// Inputs between two notes of the progress: a crash loses no more than these.
  private static let inputsPerNote = 8
  nonisolated(unsafe) private static var inputs = 0

  /// Notes how far it has come, now and then and at the end.
  static func noteProgress() {
    guard let progressFile else { return }
    inputs += 1
    let count = FuzzProgress.datagrams.load(ordering: .relaxed)
    guard inputs % inputsPerNote == 0 || count >= goal else { return }
    try? Data("\(count)\n".utf8).write(to: URL(filePath: progressFile), options: .atomic)
    if count >= goal { exit(0) }
  }

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
  let before = FuzzProgress.datagrams.load(ordering: .relaxed)
  do {
    _ = try LibFuzzer.target.accepts(Array(UnsafeBufferPointer(start: start, count: count)))
  } catch {
    // In optimised code a precondition says nothing.
    FileHandle.standardError.write(Data("\(LibFuzzer.target.name): \(error)\n".utf8))
    abort()
  }
  // A target of decoders has no datagrams: each input counts as one.
  if FuzzProgress.datagrams.load(ordering: .relaxed) == before { FuzzProgress.count() }
  LibFuzzer.noteProgress()
  return 0
}
