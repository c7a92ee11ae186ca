/// What happened to a member.
public enum MemberChange: Hashable, Sendable {
  /// It is part of the network now.
  case joined
  /// Its addresses or its incarnation changed.
  case updated
  /// Nobody has had a working link to it for long.
  case lost
  /// It said that it leaves, or was put out.
  case departed
}
