/// What a target that must replay from a seed may not call: clocks, the system's randomness, and
/// anything whose order changes from run to run.
enum DeterminismRule {
  /// Targets whose behaviour is a function of bytes, time and seed.
  static let targets: Set = [
    "OverlayCore", "OverlaySecurity", "OverlaySimulator", "OverlayDatabase",
  ]

  /// Words that no such target may use.
  static let banned: Set = [
    "ContinuousClock", "SuspendingClock", "Date", "DispatchTime", "DispatchQueue", "Task", "Thread",
    "clock_gettime", "gettimeofday", "getrandom", "arc4random", "SystemRandomNumberGenerator",
    "UUID", "FileManager", "ProcessInfo",
  ]

  /// The one place where real randomness enters: the daemon's keys.
  static let entropyFile = "Sources/OverlaySecurity/Identity/Entropy.swift"

  /// Calls that draw from the system's generator unless they are told another.
  private static let randomCalls: Set = ["random", "shuffled", "shuffle", "randomElement"]

  /// The clocks, generators and unseeded draws in `file`.
  static func findings(in file: SourceFile) -> [Finding] {
    guard file.isSource, let target = file.target, targets.contains(target) else { return [] }
    let tokens = file.tokens
    return tokens.indices.compactMap { index in
      let token = tokens[index]
      let isMember = index > 0 && tokens[index - 1].text == "."
      if banned.contains(token.text), !isMember {
        if token.text == "SystemRandomNumberGenerator", file.path == entropyFile { return nil }
        return Finding(
          path: file.path, line: token.line,
          message: "\(target) must replay from a seed and may not use \(token.text)")
      }
      if isMember, randomCalls.contains(token.text), draws(tokens, at: index) {
        return Finding(
          path: file.path, line: token.line,
          message: ".\(token.text) without `using:` draws from the system's generator")
      }
      return nil
    }
  }

  /// Whether the word at `index` is a call that names no generator.
  private static func draws(_ tokens: [SourceToken], at index: Int) -> Bool {
    guard index + 1 < tokens.count, tokens[index + 1].text == "(" else { return false }
    var depth = 0
    for token in tokens[(index + 1)...] {
      switch token.text {
      case "(": depth += 1
      case ")":
        depth -= 1
        if depth == 0 { return true }
      case "using" where depth == 1: return false
      default: continue
      }
    }
    return false
  }
}
