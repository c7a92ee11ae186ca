internal import ArgumentParser
internal import OverlayCore

/// A traffic class, as an argument: one that every node knows, or one of the daemon's settings, which
/// the daemon looks up.
struct ClassArgument: ExpressibleByArgument {
  let name: String

  init?(argument: String) {
    guard !argument.isEmpty, argument.utf8.count <= 32 else { return nil }
    name = argument
  }

  static var allValueStrings: [String] { TrafficClass.allCases.map(\.name) }
}
