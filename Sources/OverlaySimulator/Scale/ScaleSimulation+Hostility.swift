public import OverlayCore

// A hostile member: its sessions are genuine, its frames are what it likes.

extension ScaleSimulation {
  /// Has a host send frames of its own making over each link to a node that runs, `count` of them
  /// over each.
  ///
  /// - Parameter write: Writes a frame for that neighbour into the buffer from an offset on and
  ///   returns its length.
  mutating func forge(
    from host: Int, count: Int,
    _ write: (_ neighbour: NodeID, inout MutableSpan<UInt8>, _ offset: Int) -> Int
  ) {
    guard let forger = hosts[host] else { return }
    for link in forger.ends.indices where !forger.ends[link].isVacant {
      let neighbour = identity(of: Int(forger.ends[link].peer))
      for _ in 0..<count {
        forge(from: forger, on: LinkID(UInt16(link))) { write(neighbour, &$0, $1) }
      }
    }
  }

  /// Has a host send one frame of its own making to a neighbour; false when it has no link there.
  mutating func forge(
    from host: Int, to neighbour: Int, _ write: (inout MutableSpan<UInt8>, Int) -> Int
  ) -> Bool {
    guard let forger = hosts[host], let link = forger.link(to: neighbour) else { return false }
    forge(from: forger, on: link, write)
    return true
  }

  private mutating func forge(
    from forger: ScaleHost, on link: LinkID, _ write: (inout MutableSpan<UInt8>, Int) -> Int
  ) {
    frames.makeRoom(for: Limits.controlFrameBytesMax)
    let length = frames.write { (bytes: inout MutableSpan<UInt8>, position: Int) in
      write(&bytes, position)
    }
    launch(length, from: &forger.state, on: link)
  }

  /// The hosts to which a host has links that work.
  func neighbours(of host: Int) -> [Int] {
    guard let node = hosts[host] else { return [] }
    return node.ends.filter { !$0.isVacant }.map { Int($0.peer) }
      .filter { hosts[$0] != nil && node.node.hasWorkingLink(to: identity(of: $0)) }
  }

  /// Those among them that lead to their own names first: their links stay, others may be given up.
  func primaries(of host: Int) -> [Int] {
    neighbours(of: host).filter { neighbour in
      let name = identity(of: neighbour)
      return hosts[host]?.node.nextHops(toward: name).first == name
    }
  }

  /// What the prefix planes of all nodes refused.
  public var prefixCounters: PrefixCounters {
    hosts.reduce(PrefixCounters()) { sum, host in
      host.map { sum + $0.node.prefixCounters } ?? sum
    }
  }

  /// The most peers and the most multicasts under way that any node has.
  public var greatestLoad: (peers: Int, multicasts: Int) {
    hosts.reduce((0, 0)) { most, host in
      guard let host else { return most }
      return (max(most.0, host.node.peerCount), max(most.1, host.node.multicastCount))
    }
  }
}
