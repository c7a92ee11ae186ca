internal import ArgumentParser

/// A length of time such as 90s, 30m, 24h or 7d, as an argument.
struct DurationArgument: ExpressibleByArgument, Equatable {
  let seconds: UInt64

  init(seconds: UInt64) {
    self.seconds = seconds
  }

  init?(argument: String) {
    let units: [Character: UInt64] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
    guard let last = argument.last, let unit = units[last],
      argument.dropLast().utf8.allSatisfy({ 48...57 ~= $0 }),
      let count = UInt64(argument.dropLast()), count > 0
    else { return nil }
    let (seconds, overflow) = count.multipliedReportingOverflow(by: unit)
    guard !overflow, seconds <= 10 * 366 * 86_400 else { return nil }
    self.seconds = seconds
  }

  var defaultValueDescription: String {
    seconds % 3_600 == 0 ? "\(seconds / 3_600)h" : "\(seconds)s"
  }
}
