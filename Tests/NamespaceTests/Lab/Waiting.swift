import Foundation

/// Waiting for conditions: tests never wait for a time and hope.
enum Waiting {
  /// Returns once `condition` holds; throws when it has not within `seconds`. `description` completes
  /// the sentence "waiting until …".
  static func until(
    _ description: String, seconds: Double = 30, _ condition: () throws -> Bool
  ) throws {
    let deadline = Date(timeIntervalSinceNow: seconds)
    while Date() < deadline {
      if try condition() { return }
      usleep(20_000)
    }
    throw LabError.timedOut(description)
  }

  /// Lets the network run for `seconds`, because the test is about what happens during them.
  static func observe(seconds: Double) {
    usleep(UInt32(seconds * 1e6))
  }
}
