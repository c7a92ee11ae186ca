import OverlayCore

/// Seconds as exact decimal text: nanoseconds survive printing and parsing, as a `Double` would
/// not let them.
enum SecondsNotation {
  /// At least three decimals, no more than needed.
  static func print(_ nanoseconds: UInt64) -> String {
    var fraction = String(nanoseconds % 1_000_000_000 + 1_000_000_000).dropFirst()
    while fraction.count > 3, fraction.last == "0" { fraction.removeLast() }
    return "\(nanoseconds / 1_000_000_000).\(fraction)"
  }

  /// Decimal seconds with at most nine decimals, as nanoseconds; nil for anything else.
  static func parse(_ text: some StringProtocol) -> UInt64? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard 1...2 ~= parts.count, let whole = digits(parts[0]) else { return nil }
    let (scaled, overflow) = whole.multipliedReportingOverflow(by: 1_000_000_000)
    guard !overflow else { return nil }
    guard parts.count == 2 else { return scaled }
    guard parts[1].utf8.count <= 9,
      let fraction = digits(parts[1] + String(repeating: "0", count: 9 - parts[1].utf8.count))
    else { return nil }
    let (sum, sumOverflow) = scaled.addingReportingOverflow(fraction)
    return sumOverflow ? nil : sum
  }

  private static func digits(_ text: some StringProtocol) -> UInt64? {
    guard text.utf8.allSatisfy({ 48...57 ~= $0 }) else { return nil }
    return UInt64(text)
  }
}
