import OverlayCore

/// The codes of initiations that were genuine, in two generations: a captured one that comes again
/// soon is known without a key agreement.
///
/// Only genuine ones are kept, so that a flood of random bytes pushes nothing out. Members can fill a
/// generation with their own; what they push out then costs a key agreement within the budgets, and
/// is found to be old by its ``HandshakeCounter``.
struct SeenCodes {
  /// Codes in a generation.
  static let generationMax = 1_024
  /// How long a generation takes new ones.
  static let lifetime = Interval.seconds(300)

  private var current: Set<UInt64> = []
  private var previous: Set<UInt64> = []
  private var currentSince = Instant.zero

  /// Whether a code was inserted within the last lifetime, as far as there was room.
  mutating func contains(_ mac: [UInt8], now: Instant) -> Bool {
    turn(now: now)
    let code = Self.code(mac)
    return current.contains(code) || previous.contains(code)
  }

  /// Remembers a code.
  mutating func insert(_ mac: [UInt8], now: Instant) {
    turn(now: now)
    if current.count >= Self.generationMax { begin(now: now) }
    current.insert(Self.code(mac))
  }

  private mutating func turn(now: Instant) {
    let age = now - currentSince
    guard age >= Self.lifetime else { return }
    begin(now: now)
    // Nothing came for longer than a generation is kept.
    if age >= Self.lifetime * 2 { previous = [] }
  }

  private mutating func begin(now: Instant) {
    previous = current
    current = []
    currentSince = now
  }

  /// Eight of a code's sixteen bytes tell codes apart that nobody can choose.
  private static func code(_ mac: [UInt8]) -> UInt64 {
    mac.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }
}
