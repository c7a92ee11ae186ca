import OverlayCore

/// Ways to foretell the next round trip from those before it, to be compared.
public enum LatencyEstimator: Hashable, Sendable, CaseIterable {
  /// What nodes run: `RoundTripEstimator` with the gain of the standard profile.
  case selvedge
  /// RON's: nine tenths of the old and one of the new.
  case average10
  /// The old and the new in equal parts.
  case average50
  /// The newest.
  case last
  /// The middle one of the last three.
  case median3
  /// The middle one of the last five.
  case median5
  /// The middle one of the last nine.
  case median9
  /// The least of the last three.
  case minimum3
  /// The least of the last nine.
  case minimum9
  /// The middle one of the last three, averaged with nodes' gain.
  case median3Average
  /// An average with nodes' gain of samples cut off two deviations from it.
  case clampedAverage

  /// What it is called in tables, and at the head of its measurements.
  public var name: String {
    switch self {
    case .selvedge: "selvedge"
    case .average10: "ewma-0.1"
    case .average50: "ewma-0.5"
    case .last: "last"
    case .median3: "median-3"
    case .median5: "median-5"
    case .median9: "median-9"
    case .minimum3: "minimum-3"
    case .minimum9: "minimum-9"
    case .median3Average: "median-3-ewma"
    case .clampedAverage: "clamped-ewma"
    }
  }

  /// How many samples back it looks, besides an average.
  var window: Int {
    switch self {
    case .median3, .median3Average, .minimum3: 3
    case .median5: 5
    case .median9, .minimum9: 9
    case .selvedge, .average10, .average50, .last, .clampedAverage: 1
    }
  }

  /// The gain that nodes use.
  static var gain: Double { LinkProfile.standard.roundTripGain }
  /// The deviations beyond which ``clampedAverage`` cuts a sample off.
  static let clamp = 2.0
}
