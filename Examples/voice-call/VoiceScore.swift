import Foundation

/// How good a call sounds, by ITU-T G.107's E-model as simplified by Cole and Rosenbluth ("Voice over
/// IP performance monitoring", 2001) for G.711.
enum VoiceScore {
  /// Mean opinion score, 1 (bad) to 4.4 (as good as a telephone gets).
  ///
  /// - Parameters:
  ///   - loss: share of the frames that were not heard, 0...1.
  ///   - delayMilliseconds: from mouth to ear.
  static func meanOpinion(loss: Double, delayMilliseconds: Double) -> Double {
    let late = max(delayMilliseconds - 177.3, 0)
    let rating =
      93.2 - 0.024 * delayMilliseconds - 0.11 * late - 30 * log(1 + 15 * min(max(loss, 0), 1))
    guard rating > 0 else { return 1 }
    return 1 + 0.035 * rating + 7e-6 * rating * (rating - 60) * (100 - rating)
  }
}
