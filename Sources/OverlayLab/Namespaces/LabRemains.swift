internal import Foundation
internal import Glibc
internal import OverlayRuntime

/// Takes labs away, also those whose emulator died before it could.
public enum LabRemains {
  /// Takes the lab's lock, which its emulator holds as long as it lives. Somebody else may hold it
  /// for a moment to clean up, so this tries for half a second.
  static func takeLock(at place: LabPlace) throws -> StateLock {
    for _ in 0..<25 {
      do {
        try FileManager.default.createDirectory(
          atPath: place.directory, withIntermediateDirectories: true)
      } catch {
        throw LabError.unwritable(place.directory, reason: "\(error)")
      }
      do throws(StateError) {
        let lock = try StateLock(path: place.lock, directory: place.directory)
        // Whoever had it may have removed the directory with it; then it locks nothing.
        if FileManager.default.fileExists(atPath: place.lock) { return lock }
      } catch {
        guard case .locked = error else { throw error }
        usleep(20_000)
      }
    }
    throw LabError.alreadyUp(place.name)
  }

  /// Removes the lab's directory.
  static func removeDirectory(of place: LabPlace) {
    try? FileManager.default.removeItem(atPath: place.directory)
  }

  /// Takes a lab down: asks its emulator, kills it when it does not within ten seconds, and removes
  /// what is left.
  ///
  /// - Returns: Whether the emulator was alive.
  @discardableResult
  public static func takeDown(_ place: LabPlace) throws -> Bool {
    try LabRun.checkRights()
    let wasAlive = askToStop(place)
    if wasAlive { waitForEnd(of: place) }
    guard place.exists else { return wasAlive }
    let lock = try takeLock(at: place)
    try LabHosts.remove(at: place)
    removeDirectory(of: place)
    _ = consume lock
    return wasAlive
  }

  private static func askToStop(_ place: LabPlace) -> Bool {
    guard var client = try? LineClient<LabRequest, LabAnswer>(path: place.socket) else {
      return false
    }
    guard (try? client.send(.down)) != nil else { return true }
    // Ends with an error when the emulator has gone, which is what is waited for.
    while (try? client.next(within: 10)) != nil {}
    return true
  }

  /// An emulator that hangs holds the lock, and its number stands in the lock's file.
  private static func waitForEnd(of place: LabPlace) {
    for _ in 0..<500 {
      guard isLocked(place) else { return }
      usleep(20_000)
    }
    let text = (try? String(contentsOfFile: place.lock, encoding: .utf8)) ?? ""
    if let process = Int32(text.prefix { $0.isNumber }), process > 1, isLocked(place) {
      kill(process, SIGKILL)
    }
  }

  private static func isLocked(_ place: LabPlace) -> Bool {
    guard FileManager.default.fileExists(atPath: place.lock) else { return false }
    return (try? StateLock(path: place.lock, directory: place.directory)) == nil
  }
}
