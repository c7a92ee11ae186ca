/// The constants of a node, under a name.
public struct NodeConfiguration: Hashable, Sendable {
  /// How links are measured.
  public var link: LinkProfile
  /// How the mesh is kept.
  public var mesh: MeshProfile

  /// A configuration of two profiles.
  public init(link: LinkProfile, mesh: MeshProfile) {
    self.link = link
    self.mesh = mesh
  }

  /// Ours: the default.
  public static let standard = NodeConfiguration(link: .standard, mesh: .standard)
  /// RON's, for experiments.
  public static let ron = NodeConfiguration(link: .ron, mesh: .ron)
}
