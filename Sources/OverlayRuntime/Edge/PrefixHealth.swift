/// Whether a prefix's check passes, after as many results in a row as were asked for.
struct PrefixHealth {
  /// Whether it is announced. Until the first result it is not.
  private(set) var isHealthy: Bool
  private var isKnown: Bool
  private var streak = 0
  private let failAfter: Int
  private let passAfter: Int

  /// A state that waits for its first result; healthy for good when there is no check.
  init(_ served: ServedPrefix) {
    isHealthy = served.check == nil
    isKnown = served.check == nil
    failAfter = served.failAfter
    passAfter = served.passAfter
  }

  /// Takes a result in; whether the state has changed. The first result decides at once.
  mutating func note(passed: Bool) -> Bool {
    guard isKnown else {
      isKnown = true
      isHealthy = passed
      return passed
    }
    guard passed != isHealthy else {
      streak = 0
      return false
    }
    streak += 1
    guard streak >= (passed ? passAfter : failAfter) else { return false }
    streak = 0
    isHealthy = passed
    return true
  }
}
