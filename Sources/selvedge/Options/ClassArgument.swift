internal import ArgumentParser
internal import OverlayCore

/// A traffic class, as an argument.
struct ClassArgument: ExpressibleByArgument {
  let trafficClass: TrafficClass

  init?(argument: String) {
    guard let trafficClass = TrafficClass(name: argument) else { return nil }
    self.trafficClass = trafficClass
  }

  static var allValueStrings: [String] { TrafficClass.allCases.map(\.name) }
}
