internal import OverlayCore
public import OverlaySimulator
internal import Yams

/// A scenario file: read completely before anything is run, so that a slip is told at once.
public enum ScenarioDocument {
  private static let keys = [
    "name", "summary", "topology", "nodes", "plane", "profile", "base", "backups", "repairs",
    "beacon-period", "loss-gain", "loss", "variants", "repetitions", "phases", "checks",
  ]
  private static let settingKeys = [
    "topology", "nodes", "plane", "profile", "base", "backups", "repairs", "beacon-period",
    "loss-gain", "loss",
  ]

  /// Reads a scenario.
  ///
  /// - Throws: ``ScenarioError`` with file, line and remedy.
  public static func parse(_ text: String, file: String) throws(ScenarioError) -> Scenario {
    let root = try ScenarioMapping(parsing: text, file: file, known: keys)
    guard let name = try root.text("name") else { throw root.missing("name", "`name: …`") }
    let settings = try read(root, over: ScenarioSettings())
    let variants = try variants(root, over: settings)
    let repetitions = try root.integer("repetitions", 1...1_000) ?? 1
    guard variants.count * repetitions <= Scenario.jobsMax else {
      throw root.error("repetitions", "less: at most \(Scenario.jobsMax) runs in all")
    }
    return Scenario(
      name: name, summary: try root.text("summary") ?? "", settings: settings,
      variants: variants, repetitions: repetitions,
      phases: try phases(root, hosts: variants.map(\.settings.nodes).min() ?? settings.nodes),
      checks: try checks(root))
  }

  private static func read(
    _ map: ScenarioMapping, over settings: ScenarioSettings
  ) throws(ScenarioError) -> ScenarioSettings {
    var settings = settings
    if let node = map["topology"] {
      settings.topology = try topology(node, file: map.file)
    }
    settings.nodes = try map.integer("nodes", 2...Scenario.nodesMax) ?? settings.nodes
    settings.plane = try map.choice("plane", RoutePlane.self) ?? settings.plane
    settings.profile = try map.choice("profile", ScenarioSettings.Profile.self) ?? settings.profile
    if let base = try map.integer("base", 4...16) {
      guard base == 4 || base == 16 else { throw map.error("base", "4 or 16") }
      settings.base = base == 4 ? .four : .sixteen
    }
    settings.backups =
      try map.integer("backups", 0...Limits.entryBackupsMax) ?? settings.backups
    settings.repairs = try map.flag("repairs") ?? settings.repairs
    settings.beaconPeriod = try map.interval("beacon-period") ?? settings.beaconPeriod
    settings.lossGain = try map.number("loss-gain", 0.01...1) ?? settings.lossGain
    settings.loss = try map.number("loss", 0...0.9) ?? settings.loss
    guard settings.plane == .prefix || settings.nodes <= Limits.membersMax else {
      throw map.error("nodes", "at most \(Limits.membersMax) for a mesh")
    }
    guard settings.profile != .ron || settings.plane == .mesh else {
      throw map.error("profile", "another, or `plane: mesh` beside it: RON has no other")
    }
    if let most = hostsMax(settings.topology), settings.nodes > most {
      throw map.error("nodes", "at most \(most): the topology has no more")
    }
    return settings
  }

  /// The most hosts that a topology has room for; nil for any number.
  private static func hostsMax(_ topology: ScenarioSettings.Topology) -> Int? {
    switch topology {
    case .uniform: nil
    case .transitStub: 5_000
    case .sites: Site.allCases.count
    // Cut down to the data's sites when it is known which data is replayed.
    case .measured: Limits.membersMax
    }
  }

  private static func topology(
    _ node: Yams.Node, file: String
  ) throws(ScenarioError) -> ScenarioSettings.Topology {
    let map = try ScenarioMapping(
      node, file: file, key: "topology",
      known: ["kind", "delay", "jitter", "stubs", "multihoming", "seed", "last-mile"])
    switch try map.text("kind") {
    case "uniform":
      return .uniform(
        delay: try map.interval("delay") ?? .milliseconds(20),
        jitter: try map.interval("jitter") ?? .milliseconds(2))
    case "transit-stub":
      let stubs = try map.text("stubs") ?? "small"
      guard stubs == "small" || stubs == "large" else {
        throw map.error("stubs", "small (10×5×9×11) or large (4×10×4×31)")
      }
      return .transitStub(
        largeStubs: stubs == "large",
        multihoming: try map.number("multihoming", 0...2) ?? 0.5,
        seed: UInt64(try map.integer("seed", 0...Int.max) ?? 1))
    case "sites": return .sites(hasLastMile: try map.flag("last-mile") ?? false)
    case "measured": return .measured(.generated)
    default: throw map.error("kind", "uniform, transit-stub, sites or measured")
    }
  }

  private static func variants(
    _ root: ScenarioMapping, over settings: ScenarioSettings
  ) throws(ScenarioError) -> [ScenarioVariant] {
    var variants: [ScenarioVariant] = []
    for node in try root.list("variants") {
      let map = try ScenarioMapping(
        node, file: root.file, key: "variants", known: ["name"] + settingKeys)
      guard let name = try map.text("name") else { throw map.missing("name", "`name: …`") }
      guard !variants.contains(where: { $0.name == name }) else {
        throw map.error("name", "a name that no other variant has")
      }
      variants.append(ScenarioVariant(name: name, settings: try read(map, over: settings)))
    }
    return variants.isEmpty ? [ScenarioVariant(name: "run", settings: settings)] : variants
  }

  private static func phases(
    _ root: ScenarioMapping, hosts: Int
  ) throws(ScenarioError) -> [ScenarioPhase] {
    var phases: [ScenarioPhase] = []
    for node in try root.list("phases") {
      phases.append(try ScenarioPhase(node, file: root.file, hosts: hosts))
    }
    guard !phases.isEmpty else { throw root.missing("phases", "`phases:` with what happens") }
    return phases
  }

  private static func checks(_ root: ScenarioMapping) throws(ScenarioError) -> [ScenarioCheck] {
    var checks: [ScenarioCheck] = []
    for node in try root.list("checks") {
      let map = try ScenarioMapping(
        node, file: root.file, key: "checks",
        known: ["measure", "paper", "value", "tolerance", "at-least", "at-most", "data"])
      guard let measure = try map.text("measure") else {
        throw map.missing("measure", "`measure: …`, the name of a measurement")
      }
      let any = -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude
      let bound: ScenarioCheck.Bound
      if let least = try map.number("at-least", any) {
        bound = .atLeast(least)
      } else if let most = try map.number("at-most", any) {
        bound = .atMost(most)
      } else if let value = try map.number("value", any) {
        bound = .about(value, tolerance: try map.number("tolerance", 0...10) ?? 0)
      } else {
        throw map.missing("value", "`value: …` with `tolerance: …`, `at-least: …` or `at-most: …`")
      }
      checks.append(
        ScenarioCheck(
          measure: measure, paper: try map.text("paper") ?? "-", bound: bound,
          data: try kinds(map)))
    }
    return checks
  }

  /// The kinds of data that a check is meant for.
  private static func kinds(_ map: ScenarioMapping) throws(ScenarioError) -> [MeasuredData.Kind] {
    var kinds: [MeasuredData.Kind] = []
    for node in try map.list("data") {
      guard let kind = MeasuredData.Kind(rawValue: node.scalar?.string ?? "") else {
        let known = MeasuredData.Kind.allCases.map(\.rawValue).joined(separator: ", ")
        throw map.error("data", "a list of \(known)")
      }
      kinds.append(kind)
    }
    return kinds
  }
}
