import Foundation

/// What `make bench-failover` asked for, in the environment.
enum FigureRequest {
  /// Where the tables go; nil in a plain test run.
  static let folder = ProcessInfo.processInfo.environment["SELVEDGE_FIGURES"]
    .map { URL(filePath: $0) }

  /// How often each scenario runs.
  static let runs = ProcessInfo.processInfo.environment["RUNS"].flatMap { Int($0) } ?? 10
}
