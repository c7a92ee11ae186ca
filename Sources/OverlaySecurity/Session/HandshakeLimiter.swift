import OverlayCore

/// Keeps handshakes from costing more than a share of one core.
///
/// A handshake costs about a quarter of a millisecond. Up to `freePerSecond` are taken as they
/// come; beyond that the sender must prove with a cookie that it receives at its address; beyond
/// `provenPerSecond` all wait. The last codes taken are remembered, because a captured
/// initiation sent again would cost two key agreements before its timestamp gives it away.
struct HandshakeLimiter {
  static let freePerSecond = 64
  static let provenPerSecond = 512

  private var windowStart: Instant
  private var taken = 0
  private var recent: [[UInt8]] = []
  private var cursor = 0
  private static let recentMax = 256

  init(now: Instant) {
    windowStart = now
  }

  /// What to do with a handshake.
  enum Decision {
    case take
    case askForCookie
    case drop
  }

  /// Decides about a handshake that has not been seen before.
  mutating func decide(now: Instant) -> Decision {
    if now - windowStart >= .seconds(1) {
      windowStart = now
      taken = 0
    }
    taken += 1
    if taken <= Self.freePerSecond { return .take }
    return taken <= Self.provenPerSecond ? .askForCookie : .drop
  }

  /// Whether a message with this code was taken lately; remembers it.
  mutating func isRepeated(_ mac: [UInt8]) -> Bool {
    if recent.contains(mac) { return true }
    if recent.count < Self.recentMax {
      recent.append(mac)
    } else {
      recent[cursor] = mac
      cursor = (cursor + 1) % Self.recentMax
    }
    return false
  }
}
