import OverlayCore

/// A host on which a node runs: a box, since arrays cannot hold what cannot be copied.
final class ScaleHost {
  /// Which of all nodes ever started this is: a node that starts anew is another.
  let birth: UInt32
  var state: HostState

  init(index: Int, birth: UInt32, node: consuming Node) {
    self.birth = birth
    state = HostState(index: index, node: node)
  }

  /// The host's number.
  var index: Int { state.index }

  var node: Node {
    _read { yield state.node }
    _modify { yield &state.node }
  }

  var ends: [LinkEnd] {
    _read { yield state.ends }
    _modify { yield &state.ends }
  }

  var sent: SentCounts {
    get { state.sent }
    set { state.sent = newValue }
  }

  /// The end of the session with that number.
  func link(of session: UInt32) -> LinkID? { state.link(of: session) }

  /// The link to a host, whatever its state.
  func link(to peer: Int) -> LinkID? {
    ends.firstIndex { !$0.isVacant && Int($0.peer) == peer }.map { LinkID(UInt16($0)) }
  }

  func setEnd(_ link: LinkID, _ end: LinkEnd) {
    while state.ends.count <= link.index { state.ends.append(.vacant) }
    state.ends[link.index] = end
  }
}
