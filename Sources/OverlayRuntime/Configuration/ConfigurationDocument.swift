internal import OverlayCore
internal import Yams

/// A config.yaml as it was written: every value with the line it stands in.
///
/// swift-configuration reads YAML too, but neither keeps lines nor holds lists of mappings, and
/// lets unknown keys pass; a slip in a settings file has to be found when the daemon starts.
struct ConfigurationDocument {
  private let file: String
  private let root: Yams.Node.Mapping

  /// Parses a file's text and refuses keys that nothing reads.
  init(text: String, file: String) throws(ConfigurationError) {
    self.file = file
    let node: Yams.Node?
    do {
      node = try Yams.compose(yaml: text)
    } catch {
      throw Self.explain(error, file: file)
    }
    switch node {
    case .none: root = Yams.Node.Mapping([])
    case .mapping(let mapping): root = mapping
    case .scalar(let scalar) where scalar.string.isEmpty: root = Yams.Node.Mapping([])
    case .some(let other):
      throw .syntax(
        at: .file(file, line: other.mark?.line ?? 1), reason: "not a list of `key: value` lines")
    }
    try checkKeys(of: root, section: "")
  }

  /// Where a key's value stands; nil when the file does not have it.
  func place(of key: ConfigurationKey) -> ConfigurationPlace? {
    node(key.components).map(place)
  }

  /// A plain value as text; nil when the file does not have it.
  func scalar(_ key: ConfigurationKey) throws(ConfigurationError) -> Yams.Node.Scalar? {
    guard let node = node(key.components) else { return nil }
    guard case .scalar(let scalar) = node else {
      throw .badValue(
        at: place(node), key: key.rawValue, value: "a list", expected: "a single value")
    }
    return scalar
  }

  /// A list of plain values; a single value counts as a list of one.
  func list(_ key: ConfigurationKey) throws(ConfigurationError) -> [String]? {
    guard let node = node(key.components) else { return nil }
    switch node {
    case .scalar(let scalar) where !scalar.string.isEmpty: return [scalar.string]
    case .sequence(let sequence):
      var values: [String] = []
      for entry in sequence {
        guard case .scalar(let scalar) = entry else {
          throw .badValue(
            at: place(entry), key: key.rawValue, value: "a mapping", expected: "plain values")
        }
        values.append(scalar.string)
      }
      return values
    default:
      throw .badValue(
        at: place(node), key: key.rawValue, value: "", expected: "a list such as [a, b]")
    }
  }

  /// The class of each DSCP value; nil when the file does not say.
  func dscpClasses(
    _ known: [ClassSettings]
  ) throws(ConfigurationError) -> [Int: TrafficClass]? {
    guard let node = node(["traffic", "dscp"]) else { return nil }
    guard case .mapping(let mapping) = node else {
      throw .badValue(
        at: place(node), key: "traffic.dscp", value: "", expected: "lines such as `46: latency`")
    }
    var classes: [Int: TrafficClass] = [:]
    for (key, value) in mapping {
      guard let number = key.int, 0...63 ~= number else {
        throw .badValue(
          at: place(key), key: "traffic.dscp", value: key.string ?? "",
          expected: "a DSCP value from 0 to 63")
      }
      classes[number] = try trafficClass(value, key: "traffic.dscp", known)
    }
    return classes
  }

  /// The forwarded local ports.
  func tunnels(_ known: [ClassSettings]) throws(ConfigurationError) -> [PortTunnel] {
    var tunnels: [PortTunnel] = []
    for entry in try entries(of: "tunnels") {
      let trafficClass = entry.fields["class"]
      tunnels.append(
        PortTunnel(
          listen: try address(entry, "listen"), node: try text(entry, "node"),
          port: try port(entry, "port"),
          trafficClass: try trafficClass.map { node throws(ConfigurationError) in
            try self.trafficClass(node, key: "class", known)
          }))
    }
    return tunnels
  }

  /// The ports offered to other nodes' tunnels.
  func services() throws(ConfigurationError) -> [PortService] {
    var services: [PortService] = []
    for entry in try entries(of: "services") {
      services.append(
        PortService(port: try port(entry, "port"), deliver: try address(entry, "deliver")))
    }
    return services
  }
}

extension ConfigurationDocument {
  /// One mapping in a list of them.
  struct Entry {
    let section: String
    let place: ConfigurationPlace
    let fields: [String: Yams.Node]
  }

  func entries(
    of section: String, atMost limit: Int = RuntimeLimits.forwards
  ) throws(ConfigurationError) -> [Entry] {
    guard let node = node([section]) else { return [] }
    if case .scalar(let scalar) = node, scalar.string.isEmpty { return [] }
    guard case .sequence(let sequence) = node else {
      throw .badValue(
        at: place(node), key: section, value: "", expected: "a list whose entries start with `-`")
    }
    guard sequence.count <= limit else {
      throw .tooMany(at: place(node), key: section, allowed: limit)
    }
    var entries: [Entry] = []
    for element in sequence {
      guard case .mapping(let mapping) = element else {
        throw .badValue(
          at: place(element), key: section, value: element.string ?? "",
          expected: "`key: value` pairs: "
            + (ConfigurationKey.known[section] ?? []).joined(separator: ", "))
      }
      try checkKeys(of: mapping, section: section)
      var fields: [String: Yams.Node] = [:]
      for (key, value) in mapping { fields[key.string ?? ""] = value }
      entries.append(Entry(section: section, place: place(element), fields: fields))
    }
    return entries
  }

  func field(_ entry: Entry, _ name: String) throws(ConfigurationError) -> Yams.Node {
    guard let node = entry.fields[name] else {
      throw .missing(at: entry.place, key: entry.section, field: name)
    }
    return node
  }

  func text(_ entry: Entry, _ name: String) throws(ConfigurationError) -> String {
    let node = try field(entry, name)
    guard let text = node.string, !text.isEmpty else {
      throw .badValue(at: place(node), key: name, value: "", expected: "a name")
    }
    return text
  }

  private func port(_ entry: Entry, _ name: String) throws(ConfigurationError) -> UInt16 {
    let node = try field(entry, name)
    guard let number = node.int, 1...65535 ~= number else {
      throw .badValue(
        at: place(node), key: name, value: node.string ?? "", expected: "a port from 1 to 65535")
    }
    return UInt16(number)
  }

  private func address(
    _ entry: Entry, _ name: String
  ) throws(ConfigurationError) -> UnderlayAddress {
    let node = try field(entry, name)
    guard let address = UnderlayAddress(node.string ?? "") else {
      throw .badValue(
        at: place(node), key: name, value: node.string ?? "",
        expected: "an address and a port, such as 127.0.0.1:7000")
    }
    return address
  }

  private func trafficClass(
    _ node: Yams.Node, key: String, _ known: [ClassSettings]
  ) throws(ConfigurationError) -> TrafficClass {
    guard let name = node.string, let match = Self.trafficClass(name, known) else {
      throw .badValue(
        at: place(node), key: key, value: node.string ?? "", expected: Self.classNames(known))
    }
    return match
  }

  func checkKeys(
    of mapping: Yams.Node.Mapping, section: String
  ) throws(ConfigurationError) {
    let known = ConfigurationKey.known[section] ?? []
    for (key, value) in mapping {
      guard let name = key.string, known.contains(name) else {
        throw .unknownKey(at: place(key), key: key.string ?? "", known: known)
      }
      guard section.isEmpty, ["tun", "control", "traffic", "names", "database"].contains(name)
      else {
        continue
      }
      switch value {
      case .mapping(let nested): try checkKeys(of: nested, section: name)
      case .scalar(let scalar) where scalar.string.isEmpty: break
      // `database: off` is short for `enabled: false` below it.
      case .scalar where name == "database": break
      default:
        throw .badValue(
          at: place(value), key: name, value: value.string ?? "a list",
          expected: "indented lines below it: "
            + (ConfigurationKey.known[name] ?? []).joined(separator: ", "))
      }
    }
  }

  func node(_ components: [String]) -> Yams.Node? {
    var node = Yams.Node.mapping(root)
    for component in components {
      if case .scalar(let scalar) = node, !scalar.string.isEmpty,
        components == ConfigurationKey.databaseEnabled.components
      {
        return node
      }
      guard case .mapping(let mapping) = node, let next = mapping[.init(component)] else {
        return nil
      }
      node = next
    }
    return node
  }

  func place(_ node: Yams.Node) -> ConfigurationPlace {
    .file(file, line: node.mark?.line ?? 1)
  }

  private static func explain(_ error: any Error, file: String) -> ConfigurationError {
    switch error as? YamlError {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      .syntax(at: .file(file, line: mark.line), reason: problem)
    case .duplicatedKeysInMapping(let duplicates, let context):
      .syntax(
        at: .file(file, line: context.mark.line),
        reason: "`\(duplicates.joined(separator: "`, `"))` is given twice")
    case .reader(let problem, let offset, _, let yaml):
      .syntax(
        at: .file(
          file, line: 1 + yaml.unicodeScalars.prefix(offset ?? 0).count { $0 == "\n" }),
        reason: problem)
    default: .syntax(at: .file(file, line: 1), reason: "\(error)")
    }
  }
}
