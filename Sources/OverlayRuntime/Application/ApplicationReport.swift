/// What became of a value that an application reported.
public enum ApplicationReport: Hashable, Sendable {
  /// It holds for its lifetime, and the neighbours hear of it.
  case taken
  /// There is no metric of that name; these there are.
  case unknownMetric(known: [String])
  /// Nobody of that name or ID is another member.
  case unknownMember
  /// The value means nothing, or holds for too short or too long.
  case badValue
  /// The network has no mesh, in which metrics are shared.
  case noMesh
}
