public import OverlaySimulator

/// The scenarios that come with the program, inside its binary, and those in files.
public enum ScenarioLibrary {
  /// The shipped ones by name, in the order of the list.
  public static let names = [
    "join-4096", "figure-3", "figure-14", "figure-16", "figure-20", "figure-21", "adversity",
    "metrics", "policy", "multipath", "parity",
    "ron-figure-3", "ron-figure-4", "replay", "hysteresis", "estimators",
  ]

  /// The text of a shipped scenario; nil when there is none of that name.
  public static func text(of name: String) -> String? {
    let bytes: [UInt8]? =
      switch name {
      case "join-4096": PackageResources.join_4096_yaml
      case "figure-3": PackageResources.figure_3_yaml
      case "figure-14": PackageResources.figure_14_yaml
      case "figure-16": PackageResources.figure_16_yaml
      case "figure-20": PackageResources.figure_20_yaml
      case "figure-21": PackageResources.figure_21_yaml
      case "adversity": PackageResources.adversity_yaml
      case "metrics": PackageResources.metrics_yaml
      case "policy": PackageResources.policy_yaml
      case "multipath": PackageResources.multipath_yaml
      case "parity": PackageResources.parity_yaml
      case "ron-figure-3": PackageResources.ron_figure_3_yaml
      case "ron-figure-4": PackageResources.ron_figure_4_yaml
      case "replay": PackageResources.replay_yaml
      case "hysteresis": PackageResources.hysteresis_yaml
      case "estimators": PackageResources.estimators_yaml
      default: nil
      }
    return bytes.map { String(decoding: $0, as: UTF8.self) }
  }

  /// A shipped scenario, or the one in a file.
  ///
  /// - Throws: ``ScenarioError`` when there is neither, or when it cannot be read.
  public static func scenario(_ name: String) throws(ScenarioError) -> Scenario {
    if let text = text(of: name) { return try ScenarioDocument.parse(text, file: name + ".yaml") }
    return try ScenarioDocument.parse(
      try ScenarioFile.read(name, shipped: names, list: "sim list"), file: name)
  }
}
