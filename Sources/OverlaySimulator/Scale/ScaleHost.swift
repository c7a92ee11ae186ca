import OverlayCore

/// A host on which a node runs: a box, since arrays cannot hold what cannot be copied.
final class ScaleHost {
  /// The host's number.
  let index: Int
  /// Which of all nodes ever started this is: a node that starts anew is another.
  let birth: UInt32
  var node: Node
  /// By the node's number for the link.
  var ends: [LinkEnd] = []
  /// When the wake-up that is pending is due; `never` when none is.
  var wakeAt = Instant.never
  /// Wake-ups since the clock last moved.
  var wakesAtOnce: UInt32 = 0
  /// What it sent since it was last asked.
  var sent = SentCounts()

  init(index: Int, birth: UInt32, node: consuming Node) {
    self.index = index
    self.birth = birth
    self.node = node
  }

  /// The end of the session with that number.
  func link(of session: UInt32) -> LinkID? {
    ends.firstIndex { $0.session == session }.map { LinkID(UInt16($0)) }
  }

  /// The link to a host, whatever its state.
  func link(to peer: Int) -> LinkID? {
    ends.firstIndex { !$0.isVacant && Int($0.peer) == peer }.map { LinkID(UInt16($0)) }
  }

  func setEnd(_ link: LinkID, _ end: LinkEnd) {
    while ends.count <= link.index { ends.append(.vacant) }
    ends[link.index] = end
  }
}
