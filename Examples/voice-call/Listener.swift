import Synchronization

/// The one who listens: knows of each frame whether it came in time to be heard.
final class Listener: Sendable {
  /// What was heard of a call.
  struct Impression {
    var frames = 0
    var missed = 0
    /// The longest silence.
    var longestGap = Duration.zero
    /// Silences of more than one frame.
    var gaps = 0
    /// 1 to 4.4, for the whole call and for its worst two seconds.
    var score = 1.0
    var worstScore = 1.0
  }

  /// How long a frame may be under way, packing included: what later comes is not heard any more.
  static let patience: UInt64 = 150_000_000
  private static let framesPerWindow = 100

  private let delays = Mutex<[UInt32: UInt64]>([:])

  /// A frame has come.
  func take(_ frame: VoiceFrame, at now: UInt64) {
    guard now >= frame.sentAt, now - frame.sentAt <= Self.patience else { return }
    delays.withLock { $0[frame.number] = now - frame.sentAt }
  }

  /// What was heard of the first `count` frames.
  func impression(of count: Int) -> Impression {
    let delays = delays.withLock { $0 }
    var impression = Impression(frames: count)
    var silence = 0
    for number in 0..<count {
      guard delays[UInt32(number)] == nil else {
        silence = 0
        continue
      }
      silence += 1
      impression.missed += 1
      if silence == 2 { impression.gaps += 1 }
      impression.longestGap = max(impression.longestGap, VoiceFrame.interval * silence)
    }
    impression.score = score(0..<count, delays)
    impression.worstScore =
      stride(from: 0, to: count, by: Self.framesPerWindow).map {
        score($0..<min($0 + Self.framesPerWindow, count), delays)
      }.min() ?? 1
    return impression
  }

  private func score(_ range: Range<Int>, _ delays: [UInt32: UInt64]) -> Double {
    let heard = range.compactMap { delays[UInt32($0)] }
    guard !heard.isEmpty else { return 1 }
    let mean = Double(heard.reduce(0, +)) / Double(heard.count) / 1e6
    // A frame is packed before it is sent and waits a little before it is played.
    return VoiceScore.meanOpinion(
      loss: 1 - Double(heard.count) / Double(range.count), delayMilliseconds: mean + 40)
  }
}
