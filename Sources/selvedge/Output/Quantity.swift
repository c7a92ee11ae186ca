/// Numbers with their units, for people.
enum Quantity {
  /// Such as `0.412 ms`, `12.3 ms` or `1.20 s`.
  static func milliseconds(_ value: Double) -> String {
    guard value.isFinite, value >= 0 else { return "-" }
    switch value {
    case ..<10: return "\(fixed(value, 3)) ms"
    case ..<1_000: return "\(fixed(value, 1)) ms"
    default: return "\(fixed(value / 1_000, 2)) s"
    }
  }

  /// A share, such as `0 %` or `1.5 %`.
  static func share(_ value: Double) -> String {
    guard value.isFinite else { return "-" }
    let tenths = (value * 1_000).rounded() / 10
    return tenths == tenths.rounded() ? "\(Int(tenths)) %" : "\(fixed(tenths, 1)) %"
  }

  /// A length of time, such as `12 s`, `3 min`, `5 h` or `2 d`.
  static func seconds(_ value: Double) -> String {
    guard value.isFinite, value >= 0, value < 1e9 else { return "-" }
    switch value {
    case ..<120: return "\(Int(value)) s"
    case ..<7_200: return "\(Int(value / 60)) min"
    case ..<172_800: return "\(Int(value / 3_600)) h"
    default: return "\(Int(value / 86_400)) d"
    }
  }

  /// Such as `512 B`, `1.5 kB` or `20.1 MB`.
  static func bytes(_ value: UInt64) -> String {
    var scaled = Double(value)
    for unit in ["B", "kB", "MB", "GB", "TB"] {
      if scaled < 1_000 || unit == "TB" {
        return unit == "B" ? "\(value) B" : "\(fixed(scaled, 1)) \(unit)"
      }
      scaled /= 1_000
    }
    return "\(value) B"
  }

  /// With so many digits behind the point.
  static func fixed(_ value: Double, _ digits: Int) -> String {
    let scale = (0..<digits).reduce(1.0) { scale, _ in scale * 10 }
    let whole = Int((abs(value) * scale).rounded())
    let sign = value < 0 && whole > 0 ? "-" : ""
    let fraction = String(whole % Int(scale))
    let padding = String(repeating: "0", count: max(0, digits - fraction.count))
    return digits == 0 ? "\(sign)\(whole)" : "\(sign)\(whole / Int(scale)).\(padding)\(fraction)"
  }
}
