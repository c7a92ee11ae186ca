public import OverlaySecurity

/// Which prefixes behind other nodes this host sends into the overlay.
public enum PrefixAcceptance: Hashable, Sendable {
  /// Whatever their credentials allow them to serve.
  case all
  /// These and parts of them.
  case only([AddressPrefix])

  /// Whether a prefix that somebody serves is used. All addresses at once are an exit's, which is
  /// chosen by ``ExitChoice``.
  public func accepts(_ prefix: AddressPrefix) -> Bool {
    switch self {
    case .all: prefix.length > 0
    case .only(let prefixes): prefix.length > 0 && prefixes.contains { $0.contains(prefix) }
    }
  }

  /// The part of a prefix that is used.
  func accepted(of prefix: AddressPrefix) -> [AddressPrefix] {
    switch self {
    case .all: [prefix]
    case .only(let prefixes):
      prefixes.contains { $0.contains(prefix) } ? [prefix] : prefixes.filter(prefix.contains)
    }
  }
}
