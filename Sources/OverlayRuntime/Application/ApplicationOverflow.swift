/// What goes when a datagram comes and the queue of its port is full.
public enum ApplicationOverflow: Hashable, Sendable {
  /// The one that came: what a socket does.
  case dropNewest
  /// The one that has waited longest: for what is worth less the older it is, such as a voice.
  case dropOldest
}
