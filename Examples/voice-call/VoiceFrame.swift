import Foundation

/// Twenty milliseconds of a voice, as a telephone codec packs them: G.711, 8,000 samples a second and a
/// byte each. The voice here is a tone.
///
/// ```
/// | number 4 | sent at 8, nanoseconds | samples 160 |
/// ```
struct VoiceFrame {
  static let samples = 160
  static let interval = Duration.milliseconds(20)

  var number: UInt32
  var sentAt: UInt64

  init(number: UInt32, sentAt: UInt64) {
    (self.number, self.sentAt) = (number, sentAt)
  }

  /// Reads a frame; nil when it is none.
  init?(_ bytes: some Collection<UInt8>) {
    guard bytes.count == 12 + Self.samples else { return nil }
    let fields = bytes.prefix(12).map(UInt64.init)
    number = UInt32(fields[..<4].reduce(0) { $0 << 8 | $1 })
    sentAt = fields[4...].reduce(0) { $0 << 8 | $1 }
  }

  var bytes: [UInt8] {
    let header =
      (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
      + (0..<8).map { UInt8(truncatingIfNeeded: sentAt >> (56 - 8 * UInt64($0))) }
    return header + (0..<Self.samples).map(sample)
  }

  /// The concert pitch, in the logarithmic eight bits of G.711's µ-law.
  private func sample(_ index: Int) -> UInt8 {
    let time = Double(Int(number) * Self.samples + index) / 8_000
    let value = sin(2 * Double.pi * 440 * time) * 0.5
    let compressed = log(1 + 255 * abs(value)) / log(256)
    return ~(UInt8(compressed * 127) | (value < 0 ? 0x80 : 0))
  }
}
