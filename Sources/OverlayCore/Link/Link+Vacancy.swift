// Tables of links have vacant places rather than optional links: to look whether an optional link is
// there, Swift 6.3 copies all of it, and packets look often (docs/decisions/0009).

extension Link {
  /// A place for a link where there is none.
  static func vacant(_ profile: SharedLinkProfile) -> Link {
    Link(id: .none, neighbour: -1, profile: profile, now: .zero)
  }

  var isVacant: Bool { neighbour < 0 }
}
