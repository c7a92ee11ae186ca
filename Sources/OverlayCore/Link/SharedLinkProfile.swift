/// A profile, kept once for all links that are measured by it, and for all nodes that were configured
/// alike: a copy in each link would be a fifth of the link, and a beacon has to wait for what it reads.
final class SharedLinkProfile: Hashable, Sendable {
  /// The constants.
  let value: LinkProfile

  init(_ value: LinkProfile) { self.value = value }

  static func == (left: SharedLinkProfile, right: SharedLinkProfile) -> Bool {
    left.value == right.value
  }

  func hash(into hasher: inout Hasher) { value.hash(into: &hasher) }
}
