internal import OverlayCore
internal import OverlaySimulator
internal import Yams

/// A lab's scenario file: read completely before anything is built, so that a slip is told at once.
public enum LabLayoutDocument {
  private static let settings = PathSetting.allCases.map(\.rawValue)

  /// Reads a scenario.
  ///
  /// - Throws: ``ScenarioError`` with file, line and remedy.
  public static func parse(_ text: String, file: String) throws(ScenarioError) -> LabLayout {
    let root = try ScenarioMapping(
      parsing: text, file: file,
      known: ["name", "summary", "seed", "mtu", "hosts", "paths", "links"])
    guard let name = try root.text("name") else { throw root.missing("name", "`name: …`") }
    guard LabName.isValid(name) else { throw root.error("name", LabName.expected) }
    var layout = LabLayout(
      name: name, summary: try root.text("summary") ?? "",
      seed: UInt64(try root.integer("seed", 0...Int.max) ?? 1), hosts: [], uplinks: [], paths: [])
    for node in try root.list("hosts") { try addHost(node, root, to: &layout) }
    guard !layout.hosts.isEmpty else {
      throw root.missing("hosts", "`hosts: [alpha, beta]` or one `- …` a line")
    }
    var common = PathModel(delay: .zero)
    if let node = root["paths"] {
      let map = try ScenarioMapping(node, file: file, key: "paths", known: settings)
      try apply(map, to: &common)
    }
    layout.paths = Array(
      repeating: common, count: layout.uplinks.count * layout.uplinks.count)
    for node in try root.list("links") { try addLink(node, file: file, to: &layout) }
    return layout
  }

  private static func addHost(
    _ node: Yams.Node, _ root: ScenarioMapping, to layout: inout LabLayout
  ) throws(ScenarioError) {
    var interfaces = ["wan"]
    var mtu = try root.integer("mtu", 1_280...PathSetting.mtuMax) ?? 1_500
    let name: String
    let map: ScenarioMapping?
    if let word = node.scalar?.string {
      name = word
      map = nil
    } else {
      let fields = try ScenarioMapping(
        node, file: root.file, key: "hosts", known: ["name", "uplinks", "mtu"])
      guard let word = try fields.text("name") else { throw fields.missing("name", "`name: …`") }
      name = word
      mtu = try fields.integer("mtu", 1_280...PathSetting.mtuMax) ?? mtu
      let listed = try fields.list("uplinks").map { $0.scalar?.string ?? "" }
      if fields["uplinks"] != nil { interfaces = listed }
      map = fields
    }
    func error(_ key: String, _ expected: String) -> ScenarioError {
      map?.error(key, expected)
        ?? .badValue(
          file: root.file, line: node.mark?.line ?? 1, key: "hosts", value: name,
          expected: expected)
    }
    guard LabName.isValid(name) else { throw error("name", LabName.expected) }
    guard !layout.hosts.contains(where: { $0.name == name }) else {
      throw error("name", "a name that no other host has")
    }
    guard 1...LabAddress.uplinksMax ~= interfaces.count,
      interfaces.allSatisfy({ LabName.isValid($0, lengthMax: 15) && $0 != "lo" }),
      Set(interfaces).count == interfaces.count
    else {
      throw error(
        "uplinks",
        "up to \(LabAddress.uplinksMax) different names such as [fibre, lte], each of "
          + "at most 15 letters, digits and hyphens")
    }
    let first = layout.uplinks.count
    guard layout.hosts.count < LabAddress.hostsMax,
      first + interfaces.count <= NetworkModel.hostsMax
    else {
      throw error(
        "hosts", "at most \(LabAddress.hostsMax) hosts with \(NetworkModel.hostsMax) uplinks in all"
      )
    }
    layout.uplinks += interfaces.enumerated().map {
      LabUplink(interface: $1, host: layout.hosts.count, number: $0, mtu: mtu)
    }
    layout.hosts.append(LabHost(name: name, uplinks: first..<layout.uplinks.count))
  }

  private static func addLink(
    _ node: Yams.Node, file: String, to layout: inout LabLayout
  ) throws(ScenarioError) {
    let map = try ScenarioMapping(
      node, file: file, key: "links", known: ["between", "from", "to"] + settings)
    let pairs: [(from: Int, to: Int)]
    let ends = try map.list("between")
    if !ends.isEmpty {
      guard ends.count == 2, map["from"] == nil, map["to"] == nil else {
        throw map.error("between", "two ends such as [alpha, beta/lte], and no `from` or `to`")
      }
      let one = try uplinks(ends[0].scalar?.string ?? "", "between", map, layout)
      let other = try uplinks(ends[1].scalar?.string ?? "", "between", map, layout)
      pairs = layout.directions(from: one, to: other) + layout.directions(from: other, to: one)
    } else {
      guard let from = try map.text("from"), let to = try map.text("to") else {
        throw map.missing("between", "`between: [alpha, beta]`, or `from: alpha` with `to: beta`")
      }
      pairs = layout.directions(
        from: try uplinks(from, "from", map, layout), to: try uplinks(to, "to", map, layout))
    }
    guard !pairs.isEmpty else {
      throw map.error(map["from"] == nil ? "between" : "from", "two different hosts")
    }
    for pair in pairs { try apply(map, to: &layout[from: pair.from, to: pair.to]) }
  }

  private static func uplinks(
    _ name: String, _ key: String, _ map: ScenarioMapping, _ layout: LabLayout
  ) throws(ScenarioError) -> [Int] {
    guard let found = layout.uplinks(named: name) else {
      throw .badValue(
        file: map.file, line: map.line(of: key), key: key, value: name,
        expected: "one of \(layout.names.joined(separator: ", "))")
    }
    return found
  }

  /// In the order of ``PathSetting``, since a burst needs to know the loss.
  private static func apply(
    _ map: ScenarioMapping, to path: inout PathModel
  ) throws(ScenarioError) {
    for setting in PathSetting.allCases {
      guard let text = try map.text(setting.rawValue) else { continue }
      guard setting.apply(text, to: &path) else {
        throw map.error(setting.rawValue, setting.expected)
      }
    }
  }
}
