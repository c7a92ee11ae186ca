import OverlayCore

/// A host's own line while the simulation runs: one process of loss in each direction, which all
/// paths of the host share. When the line has a bad spell, every one of them has it.
struct AccessLine {
  var model = AccessModel()
  private var outward = LossProcess()
  private var inward = LossProcess()

  /// Whether the line takes a datagram that the host sends.
  mutating func losesOutward(at now: Instant, random: inout SeededRandom) -> Bool {
    outward.loses(model.outward, at: now, random: &random)
  }

  /// Whether the line takes a datagram that the host is sent.
  mutating func losesInward(at now: Instant, random: inout SeededRandom) -> Bool {
    inward.loses(model.inward, at: now, random: &random)
  }
}
