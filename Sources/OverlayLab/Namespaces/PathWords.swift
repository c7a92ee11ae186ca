internal import OverlayCore
internal import OverlaySimulator

/// Settings of a path as words: `loss=5%`, `delay=30ms`.
public enum PathWords {
  /// One of them.
  struct Setting: Hashable {
    var key: PathSetting
    var text: String
  }

  /// Reads words, in the order in which they are to be applied.
  static func parse(_ words: [String]) throws(LabError) -> [Setting] {
    var settings: [Setting] = []
    for word in words {
      let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2, let key = PathSetting(rawValue: parts[0]) else {
        let keys = PathSetting.allCases.map(\.rawValue).joined(separator: ", ")
        throw .badSetting(word, expected: "KEY=VALUE, with one of \(keys)")
      }
      settings.append(Setting(key: key, text: parts[1]))
    }
    return PathSetting.allCases.flatMap { key in settings.filter { $0.key == key } }
  }

  /// Checks words before anybody is asked to apply them. What depends on the path is checked there.
  ///
  /// - Throws: ``LabError/badSetting(_:expected:)``
  public static func check(_ words: [String]) throws(LabError) {
    guard !words.isEmpty else {
      throw .badSetting("", expected: "what to set, such as loss=5% delay=30ms")
    }
    for setting in try parse(words) {
      var path = PathModel(delay: .zero)
      guard setting.key.apply(setting.text, to: &path) else {
        throw .badSetting(
          "\(setting.key.rawValue)=\(setting.text)", expected: setting.key.expected)
      }
    }
  }
}
