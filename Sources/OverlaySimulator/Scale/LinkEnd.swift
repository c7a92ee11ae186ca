import OverlayCore

/// One end of a session between two hosts, at the place of the node's number for the link.
struct LinkEnd {
  /// The host at the other end.
  var peer: UInt32
  /// The other end's number for the link; `LinkID.none` until that end exists.
  var peerLink: LinkID
  /// Which session it is; zero where there is none.
  var session: UInt32

  /// A place without a session.
  static let vacant = LinkEnd(peer: .max, peerLink: .none, session: 0)

  var isVacant: Bool { session == 0 }
}
