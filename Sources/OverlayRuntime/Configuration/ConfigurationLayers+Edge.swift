internal import OverlayCore
internal import OverlaySecurity

extension ConfigurationLayers {
  /// Which prefixes of others are used: yes, no, or a list.
  func acceptance() throws(ConfigurationError) -> PrefixAcceptance {
    let texts = strings(.acceptPrefixes)
    switch texts {
    case ["true"]: return .all
    case ["false"]: return .only([])
    default: break
    }
    guard texts.count <= RuntimeLimits.acceptedPrefixes else {
      throw .tooMany(
        at: place(of: .acceptPrefixes), key: ConfigurationKey.acceptPrefixes.rawValue,
        allowed: RuntimeLimits.acceptedPrefixes)
    }
    var prefixes: [AddressPrefix] = []
    for text in texts {
      guard let prefix = AddressPrefix(text) else {
        throw .badValue(
          at: place(of: .acceptPrefixes), key: ConfigurationKey.acceptPrefixes.rawValue,
          value: text, expected: "true, false, or prefixes such as [10.1.0.0/16]")
      }
      prefixes.append(prefix)
    }
    return .only(prefixes)
  }

  /// Through whom to leave the overlay.
  func exitChoice() throws(ConfigurationError) -> ExitChoice {
    let text = word(.exit)
    switch text {
    case "off", "false": return .off
    case "auto": return .automatic
    default:
      guard NodeName.isValid(text) else {
        throw bad(.exit, expected: "off, auto or the name of a node")
      }
      return .node(text)
    }
  }

  /// A domain name of labels as nodes' names are made.
  func domain(_ key: ConfigurationKey) throws(ConfigurationError) -> String {
    let text = word(key)
    let labels = text.split(separator: ".", omittingEmptySubsequences: false)
    guard text.utf8.count <= 128, labels.allSatisfy({ NodeName.isValid(String($0)) }) else {
      throw bad(key, expected: "a domain of a-z, 0-9 and `-`, such as selvedge or vpn.example")
    }
    return text
  }
}
