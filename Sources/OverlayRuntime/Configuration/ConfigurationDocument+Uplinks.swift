internal import OverlayCore
internal import Yams

extension ConfigurationDocument {
  private static let expectedUplink =
    "`auto`, an interface such as eth0, an address such as 192.0.2.1, or "
    + "{name: fibre, interface: eth0}"

  /// The uplinks: one word, or a list of words and mappings.
  func uplinks() throws(ConfigurationError) -> [UplinkSettings] {
    guard let node = node(["uplinks"]) else { return [] }
    var uplinks: [UplinkSettings] = []
    switch node {
    case .scalar(let scalar) where scalar.string.isEmpty: return []
    case .scalar: uplinks = [try uplink(node)]
    case .sequence(let sequence):
      for element in sequence { uplinks.append(try uplink(element)) }
    default: throw bad(node, value: "a mapping")
    }
    guard uplinks.count <= RuntimeLimits.uplinks else {
      throw .tooMany(at: place(node), key: "uplinks", allowed: RuntimeLimits.uplinks)
    }
    let names = uplinks.map { $0.name ?? $0.text }
    guard Set(names).count == names.count else {
      throw .badValue(
        at: place(node), key: "uplinks", value: names.joined(separator: ", "),
        expected: "each uplink once, under a name of its own")
    }
    return uplinks
  }

  private func uplink(_ node: Yams.Node) throws(ConfigurationError) -> UplinkSettings {
    guard case .mapping(let mapping) = node else {
      guard let text = node.string, let uplink = UplinkSettings(text: text) else {
        throw bad(node, value: node.string ?? "")
      }
      return uplink
    }
    try checkKeys(of: mapping, section: "uplinks")
    let places = [mapping["interface"], mapping["address"]].compactMap { $0 }
    guard let place = places.first else {
      throw .missing(at: self.place(node), key: "uplinks", field: "interface")
    }
    guard places.count == 1, var uplink = UplinkSettings(text: place.string ?? ""),
      uplink.isAddress == (mapping["address"] != nil), uplink.place != .automatic
    else { throw bad(place, value: place.string ?? "") }
    if let name = mapping["name"] {
      guard let text = name.string, 1...32 ~= text.utf8.count,
        text.unicodeScalars.allSatisfy({
          $0.properties.isAlphabetic || "0123456789-_. ".unicodeScalars.contains($0)
        })
      else {
        throw .badValue(
          at: self.place(name), key: "name", value: name.string ?? "",
          expected: "a name of at most 32 letters and digits, such as fibre")
      }
      uplink.name = text
    }
    return uplink
  }

  private func bad(_ node: Yams.Node, value: String) -> ConfigurationError {
    .badValue(at: place(node), key: "uplinks", value: value, expected: Self.expectedUplink)
  }
}

extension UplinkSettings {
  fileprivate var isAddress: Bool {
    if case .address = place { true } else { false }
  }
}
