/// The constants of a node, under a name.
public struct NodeConfiguration: Hashable, Sendable {
  /// ``link``, as links refer to it.
  private(set) var sharedLink: SharedLinkProfile
  /// How it finds its way.
  public var plane: RoutePlane
  /// How links are measured.
  public var link: LinkProfile {
    get { sharedLink.value }
    set { sharedLink = SharedLinkProfile(newValue) }
  }
  /// How the mesh is kept.
  public var mesh: MeshProfile
  /// How the routing table of the prefix plane is kept.
  public var prefix: PrefixProfile
  /// Members, this node included, beyond which a mesh becomes a prefix plane; its members follow the
  /// first that has changed over (docs/decisions/0013-from-mesh-to-prefix.md). `nil`: never.
  public var outgrownAt: Int?
  /// How links are measured once the mesh has been outgrown.
  public var outgrownLink = LinkProfile.prefix
  /// Whether this node may carry packets between others, which its credential says.
  public var mayRelay = true
  /// The largest IP packet of the underlay that paths are searched for, at most 9,000.
  public var pathMTUMax = 1_500
  /// What sealing adds to a frame and to a payload.
  public var overhead = FrameOverhead()
  /// What the classes of packets ask for.
  public var classes = ClassTable.standard
  /// The metrics that applications report, by number; at most ``Limits/applicationMetricsMax``.
  public var metrics: [MetricDefinition] = []
  /// Which traffic may use which links.
  public var policy = PolicyTable.none
  /// How records are kept and published.
  public var directory = DirectoryProfile.standard

  /// A configuration of a plane and profiles.
  public init(
    plane: RoutePlane = .mesh, link: LinkProfile, mesh: MeshProfile = .standard,
    prefix: PrefixProfile = .standard
  ) {
    self.plane = plane
    sharedLink = SharedLinkProfile(link)
    self.mesh = mesh
    self.prefix = prefix
  }

  /// Ours: the default.
  public static let standard = NodeConfiguration(link: .standard, mesh: .standard)
  /// RON's, for experiments.
  public static let ron = NodeConfiguration(link: .ron, mesh: .ron)
  /// Ours, as a mesh until it has been outgrown, under prefix routing from then on.
  public static let automatic = {
    var configuration = standard
    configuration.outgrownAt = 48
    return configuration
  }()
  /// Ours under prefix routing.
  public static let prefix = NodeConfiguration(plane: .prefix, link: .prefix)
  /// The Tapestry paper's, for experiments.
  public static let tapestry = NodeConfiguration(
    plane: .prefix, link: .tapestry, prefix: .tapestry)
}
