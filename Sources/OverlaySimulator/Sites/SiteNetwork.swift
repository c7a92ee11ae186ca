import OverlayCore

/// The Internet between the four sites.
///
/// The paper gives two figures to hold on to: MIT to ArosNet took 97 ms there and back over the
/// Internet and 68 ms over the overlay (section 2.2). The delays below are our choice to give just
/// these: Internet2 carries MIT–Utah and the private link Utah–ArosNet, which together make the
/// 68 ms; AT&T and Qwest exchange through Seattle, which makes MediaOne–Utah the worst pair, and
/// MIT the better way between them, as in the paper's figure 5.
public enum SiteNetwork {
  /// One-way delay in microseconds, by sender (row) and receiver (column) in ``Site`` order.
  ///
  /// Pairs that cross commercial providers are a little asymmetric: each hands traffic over to
  /// the other as early as it can.
  static let delayMicroseconds: [[UInt64]] = [
    [0, 30_000, 47_500, 7_000],
    [30_000, 0, 4_000, 54_000],
    [49_500, 4_000, 0, 37_000],
    [7_000, 56_000, 36_000, 0],
  ]

  /// Loss on an ordinary day, in either direction: private links and Internet2 lose next to
  /// nothing, commercial exchanges about half a per cent.
  static let loss: [[Double]] = [
    [0, 0.000_5, 0.005, 0.001],
    [0.000_5, 0, 0.000_5, 0.005],
    [0.005, 0.000_5, 0, 0.005],
    [0.001, 0.005, 0.005, 0],
  ]

  /// The same between MIT and ArosNet on a day on which the Internet's own route is the best one,
  /// one way: "some packets were sent directly", says the paper.
  static let quickDelayMicroseconds: UInt64 = 28_000

  /// The four sites with ordinary delays and losses.
  ///
  /// - Parameters:
  ///   - seed: Decides what is lost and when.
  ///   - isDirectQuick: Whether the direct path from MIT to ArosNet is the best one, so that a
  ///     failure of it has to be routed around, and not only a long way.
  public static func model(seed: UInt64, isDirectQuick: Bool = false) -> NetworkModel {
    NetworkModel(hostCount: Site.allCases.count, seed: seed) { from, to in
      let isDirect = Set([from, to]) == [Site.mit.rawValue, Site.arosNet.rawValue]
      let delay = Interval.microseconds(
        isDirect && isDirectQuick ? quickDelayMicroseconds : delayMicroseconds[from][to])
      let probability = loss[from][to]
      return PathModel(
        delay: delay, jitter: delay.scaled(by: 0.02),
        loss: probability > 0 ? .independent(probability) : .none)
    }
  }
}
