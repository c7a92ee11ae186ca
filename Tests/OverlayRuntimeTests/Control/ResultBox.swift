import Foundation

/// A result handed from one thread to another.
final class ResultBox: @unchecked Sendable {
  private let lock = NSLock()
  private var result: Result<Void, any Error>?

  var value: Result<Void, any Error>? { lock.withLock { result } }

  func set(_ result: Result<Void, any Error>) {
    lock.withLock { self.result = result }
  }
}
