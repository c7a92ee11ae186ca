/// Which ordered pairs of hosts are connected at one moment: by IP, over other hosts, by cables.
///
/// The three answers are the curves of Tapestry's figure 14 and its bound. IP connects a pair when
/// its path in use is intact. Relays connect it when some chain of hosts does, each step by IP in
/// both directions, as an overlay link needs: no overlay can do better. Cables connect it when
/// the graph does, whatever routing makes of it.
public struct Reachability: Sendable {
  /// The number of hosts.
  public let hostCount: Int
  private let byIP: BitMatrix
  private let cableParts: [Int]
  private let relayParts: [Int]

  init(byIP: BitMatrix, cableParts: [Int]) {
    hostCount = cableParts.count
    self.byIP = byIP
    self.cableParts = cableParts
    relayParts = Reachability.relayParts(byIP)
  }

  /// Whether the IP path from one host to the other is intact.
  public func isConnectedByIP(from sender: Int, to receiver: Int) -> Bool {
    byIP[sender, receiver]
  }

  /// Whether some chain of hosts leads from one to the other.
  public func isConnectedByRelays(_ one: Int, _ other: Int) -> Bool {
    relayParts[one] == relayParts[other]
  }

  /// Whether cables that are intact lead from one host to the other.
  public func isConnectedByCables(_ one: Int, _ other: Int) -> Bool {
    cableParts[one] == cableParts[other]
  }

  /// The number of ordered pairs of different hosts.
  public var pairCount: Int { hostCount * (hostCount - 1) }

  /// The number of ordered pairs of different hosts that IP connects.
  public var pairsByIP: Int { byIP.count - hostCount }

  /// The number of ordered pairs of different hosts that a chain of hosts connects.
  public var pairsByRelays: Int { Reachability.pairs(in: relayParts) }

  /// The number of ordered pairs of different hosts that cables connect.
  public var pairsByCables: Int { Reachability.pairs(in: cableParts) }

  private static func pairs(in parts: [Int]) -> Int {
    var sizes = [Int](repeating: 0, count: (parts.max() ?? 0) + 1)
    for part in parts { sizes[part] += 1 }
    return sizes.reduce(0) { $0 + $1 * max(0, $1 - 1) }
  }

  /// The part of the overlay that each host is in: a breadth-first search that takes a word of 64
  /// hosts at a time.
  private static func relayParts(_ byIP: BitMatrix) -> [Int] {
    let count = byIP.columnCount
    var parts = [Int](repeating: -1, count: count)
    var open = BitMatrix(rowCount: 1, columnCount: count)
    for host in 0..<count { open[0, host] = true }
    for start in 0..<count where parts[start] < 0 {
      var queue = [start]
      parts[start] = start
      open[0, start] = false
      while let host = queue.popLast() {
        for place in 0..<byIP.stride {
          var news = byIP.word(place, ofRow: host) & open.word(place, ofRow: 0)
          while news != 0 {
            let other = place * 64 + news.trailingZeroBitCount
            news &= news - 1
            guard byIP[other, host] else { continue }
            parts[other] = start
            open[0, other] = false
            queue.append(other)
          }
        }
      }
    }
    return parts
  }
}
