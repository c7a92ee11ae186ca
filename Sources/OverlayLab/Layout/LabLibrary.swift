internal import FoundationEssentials

/// The labs' scenarios that come with the program, inside its binary, and those in files.
public enum LabLibrary {
  /// The shipped ones by name, in the order of the list.
  public static let names = ["pair", "triangle", "four-sites", "two-uplinks"]

  /// The text of a shipped scenario; nil when there is none of that name.
  public static func text(of name: String) -> String? {
    let bytes: [UInt8]? =
      switch name {
      case "pair": PackageResources.pair_yaml
      case "triangle": PackageResources.triangle_yaml
      case "four-sites": PackageResources.four_sites_yaml
      case "two-uplinks": PackageResources.two_uplinks_yaml
      default: nil
      }
    return bytes.map { String(decoding: $0, as: UTF8.self) }
  }

  /// A shipped scenario, or the one in a file.
  ///
  /// - Throws: ``ScenarioError`` when there is neither, or when it cannot be read.
  public static func layout(_ name: String) throws(ScenarioError) -> LabLayout {
    if let text = text(of: name) {
      return try LabLayoutDocument.parse(text, file: name + ".yaml")
    }
    return try LabLayoutDocument.parse(
      try ScenarioFile.read(name, shipped: names, list: "lab list"), file: name)
  }
}
