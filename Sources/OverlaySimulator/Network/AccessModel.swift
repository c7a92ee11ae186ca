/// A host's own line, which every one of its paths shares.
///
/// Much loss happens near the edge, where no relay helps (PAPERS: the conditional loss through a
/// relay is nearly that of sending twice over one path). A model without it flatters overlays.
public struct AccessModel: Hashable, Sendable {
  /// Loss of what the host sends.
  public var outward: LossModel
  /// Loss of what the host is sent.
  public var inward: LossModel

  /// A line with the given losses, by default none.
  public init(outward: LossModel = .none, inward: LossModel = .none) {
    self.outward = outward
    self.inward = inward
  }
}
