@testable import OverlayCore
@testable import OverlaySecurity

// What a hostile member does with the keys of its genuine sessions.

extension DrivenNode {
  /// The number by which a peer finds its session with this node; nil without one.
  func sessionIndex(with peer: NodeID) -> UInt32? {
    guard let place = node.places[peer], node.peers[place].current != SessionTable.none else {
      return nil
    }
    return node.sessions[node.peers[place].current].remoteIndex
  }

  /// Whether this node has a session under a number that another names.
  func knowsSession(_ index: UInt32) -> Bool { node.sessions.find(index) != nil }

  /// The number of this node's own initiation to a peer that is under way; nil without one.
  func initiationIndex(to peer: NodeID) -> UInt32? {
    node.places[peer].flatMap { node.records[$0]?.handshake.sent?.index }
  }

  /// Frames of neighbours that it did not take in: not understood, or too many.
  var refusedFrames: UInt64 {
    node.counters.badFrames + node.counters.limitedFrames + node.counters.refusedRenewals
  }

  /// Whether a path of a peer's leads to a link.
  func hasLink(of peer: NodeID, path: Int) -> Bool {
    node.places[peer].map { node.peers[$0].links[path] != .none } ?? false
  }

  /// The path of this node's working link to a peer, and the number of its next frame.
  func workingPath(to peer: NodeID) -> (path: Int, counter: UInt64)? {
    guard let link = node.node.workingLink(to: peer),
      let counter = node.node.nextCounter(link)
    else { return nil }
    return (node.targets[link.index].path, counter)
  }

  /// Has the node's own frames to a peer count on from a number.
  func resumeCounting(to peer: NodeID, path: Int, at counter: UInt64) {
    guard let place = node.places[peer], node.peers[place].links[path] != .none else { return }
    node.node.resumeCounting(node.peers[place].links[path], at: counter)
  }

  /// A frame of any bytes under the current session with a peer, whatever its path and number.
  func seal(_ frame: [UInt8], for peer: NodeID, path: Int, counter: UInt64) -> [UInt8]? {
    guard let place = node.places[peer], node.peers[place].current != SessionTable.none else {
      return nil
    }
    let slot = node.peers[place].current
    let header = DataHeader(
      path: UInt8(path), receiver: node.sessions[slot].remoteIndex, counter: counter)
    var bytes = [UInt8](repeating: 0, count: header.byteCount)
    bytes += frame
    bytes += [UInt8](repeating: 0, count: FrameCipher.tagBytes)
    var span = bytes.mutableSpan
    header.write(to: &span, at: 0)
    let plaintext = header.byteCount..<(header.byteCount + frame.count)
    node.sessions[slot].seal(&span, plaintext: plaintext, path: path, counter: counter)
    return bytes
  }
}
