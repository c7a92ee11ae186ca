public import OverlayCore

/// What becomes of one datagram.
public enum Fate: Hashable, Sendable {
  /// It does not arrive.
  case lost(LossReason)
  /// It arrives once.
  case arrives(Instant)
  /// It arrives twice.
  case arrivesTwice(Instant, Instant)
}
