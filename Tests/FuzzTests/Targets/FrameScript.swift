import OverlayCore

/// An input cut into steps in time:
///
/// ```
/// | flag 1 bit, milliseconds 7 bits | counter 1 to 9 | length 2 | bytes |
/// ```
///
/// The counter says by how much more than one the frame's number is beyond the last one's, modulo 2^64.
enum FrameScript {
  /// One arrival.
  struct Step: Equatable {
    /// What it changes is the target's.
    var flag: Bool
    /// Since the last step.
    var pause: Interval
    /// How many numbers are left out before its own, modulo 2^64.
    var skipped: UInt64 = 0
    var bytes: [UInt8]
  }

  /// Steps beyond this many are not read: a slow input finds nothing that a fast one does not.
  private static let stepsMax = 64

  /// Reads steps until the input ends; the last may be short.
  static func steps(in input: [UInt8]) -> [Step] {
    var steps: [Step] = []
    var reader = ScriptReader(input)
    while reader.position + 4 <= input.count, steps.count < stepsMax {
      let head = reader.byte()
      let skipped = reader.number(bits: 64)
      let length = Int(reader.uint16())
      let room = max(0, input.count - reader.position)
      steps.append(
        Step(
          flag: head & 0x80 != 0, pause: .milliseconds(UInt64(head & 0x7f)), skipped: skipped,
          bytes: reader.raw(min(length, room))))
    }
    return steps
  }

  static func encode(_ steps: [Step]) -> [UInt8] {
    steps.flatMap { step in
      let pause = UInt8(step.pause.nanoseconds / 1_000_000) & 0x7f
      let length = step.bytes.count
      return [pause | (step.flag ? 0x80 : 0), 0, UInt8(length >> 8), UInt8(length & 0xff)]
        + step.bytes
    }
  }

  /// Each valid frame of the core by itself, and a script of all of them.
  static let seeds = scripts(of: FuzzTarget.coreFrames)

  /// The same with the directory's frames, for a node of the prefix plane.
  static let peerSeeds = scripts(of: FuzzTarget.coreFrames + FuzzTarget.directoryFrames)

  private static func scripts(of targets: [FuzzTarget]) -> [[Step]] {
    let frames = targets.filter { !$0.name.hasPrefix("Hostile") }
      .flatMap { (try? $0.seeds()) ?? [] }
    let steps = frames.map { Step(flag: false, pause: .milliseconds(10), bytes: $0) }
    return steps.map { [$0] } + [steps]
  }
}
