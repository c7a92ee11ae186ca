/// What to do with a packet. The core decides; whoever holds the bytes moves them.
public enum Verdict: Hashable, Sendable {
  /// It has arrived.
  case deliver
  /// Send it on.
  case forward(Hops)
  /// Drop it.
  case drop(DropReason)
}
