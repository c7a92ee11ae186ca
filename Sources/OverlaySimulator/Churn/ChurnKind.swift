/// What a host does in a ``ChurnEvent``.
public enum ChurnKind: UInt8, Hashable, Sendable, CaseIterable {
  /// A new node starts on the host and joins, under an identity that was never seen before.
  case join
  /// The host's node takes its leave and stops.
  case leave
  /// The host's node stops without a word.
  case crash
}
