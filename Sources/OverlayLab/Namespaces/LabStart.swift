internal import Foundation
internal import Glibc
internal import OverlayRuntime

/// Starts a lab's emulator in the background.
public enum LabStart {
  /// Whether the emulator of the lab of this name is alive.
  public static func isUp(_ name: String) -> Bool {
    do throws(ControlError) {
      _ = try LineClient<LabRequest, LabAnswer>(path: LabPlace(name: name).socket)
      return true
    } catch {
      // Whoever may not connect still learns that somebody listens.
      if case .forbidden = error { return true }
      return false
    }
  }

  /// Starts `executable` with `arguments`, which must make it build the lab and then print a line,
  /// and returns when it has.
  ///
  /// - Throws: ``LabError/alreadyUp(_:)``, or ``LabError/didNotStart(_:said:)`` with what it said when
  ///   it could not.
  public static func inBackground(
    _ name: String, executable: String, arguments: [String]
  ) throws {
    guard !staysUp(name) else { throw LabError.alreadyUp(name) }
    let place = LabPlace(name: name)
    // The file is unlinked with the lab's directory when the start fails, and still read here.
    try? FileManager.default.createDirectory(
      atPath: place.directory, withIntermediateDirectories: true)
    guard FileManager.default.createFile(atPath: place.log, contents: nil),
      let log = FileHandle(forUpdatingAtPath: place.log)
    else { throw LabError.unwritable(place.log, reason: "it cannot be made") }
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: executable)
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = log
    try process.run()
    try? output.fileHandleForWriting.close()
    if let first = try output.fileHandleForReading.read(upToCount: 1), !first.isEmpty { return }
    process.waitUntilExit()
    try log.seek(toOffset: 0)
    var said = String(decoding: try log.readToEnd() ?? Data(), as: UTF8.self)
      .trimmingCharacters(in: .whitespacesAndNewlines)
    if said.hasPrefix("Error: ") { said.removeFirst(7) }
    throw LabError.didNotStart(
      name, said: said.isEmpty ? "it ended with \(process.terminationStatus)" : said)
  }

  /// An emulator that has just been killed may still be on its way out.
  private static func staysUp(_ name: String) -> Bool {
    for _ in 0..<25 {
      guard isUp(name) else { return false }
      usleep(20_000)
    }
    return true
  }
}
