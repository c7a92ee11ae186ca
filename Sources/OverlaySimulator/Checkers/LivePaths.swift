public import OverlayCore

/// The truth about which pairs have a usable path and since when, taken from the network model
/// and not from what nodes believe.
///
/// A link counts as live when both hosts run, both directions are up, and neither loses more than
/// `lossMax`. The overlay uses a link only when it works both ways: a beacon needs its answer.
public struct LivePaths: Sendable {
  private let hostCount: Int
  private let lossMax: Double
  /// Since when each link has been live without a break; `never` when it is not.
  private var liveSince: [Instant]

  /// All links dead.
  public init(hostCount: Int, lossMax: Double = 0.1) {
    self.hostCount = hostCount
    self.lossMax = lossMax
    liveSince = Array(repeating: .never, count: hostCount * hostCount)
  }

  /// Takes in the network as it is now. To be called after every change.
  public mutating func update(_ network: NetworkModel, running: [Bool], at now: Instant) {
    for first in 0..<hostCount {
      for second in (first + 1)..<max(first + 1, hostCount) {
        let isLive =
          running[first] && running[second]
          && network.meanLoss(from: first, to: second) <= lossMax
          && network.meanLoss(from: second, to: first) <= lossMax
        set(isLive, first, second, at: now)
        set(isLive, second, first, at: now)
      }
    }
  }

  private mutating func set(_ isLive: Bool, _ from: Int, _ to: Int, at now: Instant) {
    let index = from * hostCount + to
    if !isLive {
      liveSince[index] = .never
    } else if liveSince[index] == .never {
      liveSince[index] = now
    }
  }

  /// Since when the direct link has been live; `never` when it is not.
  public func directLiveSince(from sender: Int, to receiver: Int) -> Instant {
    liveSince[sender * hostCount + receiver]
  }

  /// Since when at least one particular path of at most one relay has been live without a break,
  /// the oldest such path; `never` when there is none.
  public func liveSince(from sender: Int, to receiver: Int) -> Instant {
    var oldest = directLiveSince(from: sender, to: receiver)
    for relay in 0..<hostCount where relay != sender && relay != receiver {
      let through = max(
        directLiveSince(from: sender, to: relay), directLiveSince(from: relay, to: receiver))
      oldest = min(oldest, through)
    }
    return oldest
  }
}
