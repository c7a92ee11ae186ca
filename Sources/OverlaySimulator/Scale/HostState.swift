import OverlayCore

/// What events change of a host.
///
/// It is apart from its box, ``ScaleHost``, so that an event reaches for it once: Swift checks every
/// access to a property of a class while the program runs, which for each of its fields was a sixth
/// of all instructions.
struct HostState: ~Copyable {
  /// The host's number.
  let index: Int
  /// When the wake-up that is pending is due; `never` when none is.
  var wakeAt = Instant.never
  /// By the node's number for the link.
  var ends: [LinkEnd] = []
  /// What it sent since it was last asked.
  var sent = SentCounts()
  /// Wake-ups since the clock last moved.
  var wakesAtOnce: UInt32 = 0
  var node: Node

  init(index: Int, node: consuming Node) {
    self.index = index
    self.node = node
  }

  /// The end of the session with that number.
  func link(of session: UInt32) -> LinkID? {
    ends.firstIndex { $0.session == session }.map { LinkID(UInt16($0)) }
  }

  /// The receiver's end of the session that a frame came under; nil when it is over.
  @inline(__always)
  mutating func link(for header: FrameArena.Header) -> LinkID? {
    let link = LinkID(header.link)
    if link.index < ends.count, ends[link.index].session == header.session { return link }
    // The sender did not know the number yet, or the session is over.
    return link == .none ? self.link(of: header.session) : nil
  }

  /// Reads what the next event needs, without meaning: ``ScaleSimulation/foresee()``.
  mutating func foresee() -> UInt64 {
    wakeAt.nanoseconds &+ sent.frames &+ node.foresee()
  }

  /// The same of a link, once the host has been looked at; `LinkID.none` for that of a wake-up.
  mutating func foresee(_ link: LinkID) -> UInt64 {
    let end = link.index < ends.count ? UInt64(ends[link.index].session) : 0
    return end &+ node.foresee(link == .none ? nil : link)
  }
}
