import OverlayCore

extension AccessModel {
  /// A line that loses 0.23 % in each direction, in spells of a tenth of a second.
  ///
  /// The spells are our choice, made to give PAPERS' conditional loss: of two datagrams sent back
  /// to back the second follows a lost first in 70 % of cases, and in somewhat fewer when it comes
  /// over a relay and so a little later.
  public static let lastMile = AccessModel(outward: lastMileLoss, inward: lastMileLoss)

  private static let lastMileLoss = LossModel.bursty(
    GilbertElliott(meanGood: .seconds(30), meanBad: .milliseconds(100), lossInBad: 0.7))
}
