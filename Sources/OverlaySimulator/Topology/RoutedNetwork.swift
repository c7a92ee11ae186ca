public import OverlayCore

/// Hosts on the routers of a ``RouterGraph``, and IP's shortest paths between them, which follow
/// failures only after a while.
///
/// Each host has a shortest-path tree over all routers, found when the host first sends. A tree
/// costs two bytes a router, and a row of latencies four bytes a host: 4096 hosts on 5000 routers
/// make 41 MB and 67 MB, and two bits for each pair.
///
/// Two sets of failed links matter. One is physical: what crosses such a link is lost. The other is
/// what routing knows, and trees avoid. A change becomes known once it has lasted for
/// ``reconvergence``; one that did not last is never acted upon. When a link becomes known as
/// failed, only the trees that use it are found anew.
///
/// Time must not run backwards from one call to the next.
public struct RoutedNetwork: Sendable {
  /// The routers and links below.
  public let graph: RouterGraph
  /// The router that each host is attached to, all of them different.
  public let routers: [Int]
  /// How long a change lasts before routing follows it; nil when routing never does.
  public let reconvergence: Interval?

  /// Trees: for each host and router, the last link of the path from the host to the router.
  var lastLinks: [UInt16]
  /// Microseconds from host to host.
  var latencies: [UInt32]
  /// Whether the host's tree and latencies follow what routing knows.
  var isCurrent: [Bool]
  var search: ShortestPaths

  /// Why each link is down, ``Cause`` by ``Cause``; zero when it is up.
  var causes: [UInt8]
  /// Which failed links routing knows, and trees avoid.
  var isAvoided: [Bool]
  /// Failed links that routing does not know of: only these can break a path in use.
  var surprises: [UInt16] = []
  /// Changes that routing has yet to follow, earliest first.
  var notices: [Notice] = []
  /// How often each link went down or up; tells a notice that it is out of date.
  var changeCounts: [UInt32]
  /// When the next notice is due.
  var nextNotice = Instant.never

  /// Which paths in use cross a surprise; a row counts when its epoch is `epoch`.
  var broken: BitMatrix
  var brokenEpochs: [UInt32]
  var epoch: UInt32 = 1
  /// Scratch for walking a tree, one word a router: a stamp, odd when the path so far is broken.
  var verdicts: [UInt64]
  var stamp: UInt64 = 0

  /// A change that routing will follow.
  struct Notice {
    var due: Instant
    var link: UInt16
    var changeCount: UInt32
  }

  /// Why a link is down; several may hold at once.
  enum Cause {
    static let cut: UInt8 = 1
    static let firstRouter: UInt8 = 2
    static let secondRouter: UInt8 = 4
  }

  /// `hostCount` hosts on random routers, no two on one.
  ///
  /// - Parameters:
  ///   - hostCount: In `1...graph.routerCount`.
  ///   - seed: Decides which routers.
  ///   - reconvergence: How long a change lasts before routing follows it; nil for never. The
  ///     default is our choice: backbones take some seconds (BGP takes minutes).
  public init(
    graph: RouterGraph, hostCount: Int, seed: UInt64, reconvergence: Interval? = .seconds(10)
  ) {
    precondition(1...graph.routerCount ~= hostCount, "more hosts than routers")
    var random = SeededRandom(seed: seed)
    let routers = Array(0..<graph.routerCount).shuffled(using: &random).prefix(hostCount)
    self.init(graph: graph, routers: Array(routers), reconvergence: reconvergence)
  }

  /// A host on each of these routers, which are all different.
  public init(graph: RouterGraph, routers: [Int], reconvergence: Interval? = .seconds(10)) {
    precondition(Set(routers).count == routers.count, "two hosts on one router")
    precondition(routers.allSatisfy { 0..<graph.routerCount ~= $0 }, "no such router")
    self.graph = graph
    self.routers = routers
    self.reconvergence = reconvergence
    let count = routers.count
    lastLinks = Array(repeating: ShortestPaths.noLink, count: count * graph.routerCount)
    latencies = Array(repeating: ShortestPaths.unreachable, count: count * count)
    isCurrent = Array(repeating: false, count: count)
    search = ShortestPaths(routerCount: graph.routerCount)
    causes = Array(repeating: 0, count: graph.links.count)
    isAvoided = Array(repeating: false, count: graph.links.count)
    changeCounts = Array(repeating: 0, count: graph.links.count)
    broken = BitMatrix(rowCount: count, columnCount: count)
    brokenEpochs = Array(repeating: 0, count: count)
    verdicts = Array(repeating: 0, count: graph.routerCount)
  }

  /// The number of hosts, which are named `0..<hostCount`.
  public var hostCount: Int { routers.count }

  // MARK: - What becomes of a packet

  /// Microseconds from host to host on the path in use, ``ShortestPaths/unreachable`` when there
  /// is none or it crosses something that failed.
  @inline(__always)
  mutating func microseconds(from sender: Int, to receiver: Int, at now: Instant) -> UInt32 {
    if now >= nextNotice { follow(until: now) }
    if !isCurrent[sender] { findTree(of: sender) }
    if !surprises.isEmpty, isPathBroken(from: sender, to: receiver) {
      return ShortestPaths.unreachable
    }
    return latencies[sender * hostCount + receiver]
  }

  /// Whether packets from one host to the other are lost: there is no path, or the path in use
  /// crosses something that failed and that routing does not know of yet.
  public mutating func isBroken(from sender: Int, to receiver: Int, at now: Instant) -> Bool {
    microseconds(from: sender, to: receiver, at: now) == ShortestPaths.unreachable
  }

  /// Time from one host to the other, one way, on the path in use, broken or not; nil when routing
  /// knows no path.
  public mutating func delay(from sender: Int, to receiver: Int, at now: Instant) -> Interval? {
    refresh(sender, at: now)
    let latency = latencies[sender * hostCount + receiver]
    return latency == ShortestPaths.unreachable ? nil : .microseconds(UInt64(latency))
  }

  /// The number of links on the path in use, broken or not; nil when routing knows no path.
  public mutating func hops(from sender: Int, to receiver: Int, at now: Instant) -> Int? {
    guard delay(from: sender, to: receiver, at: now) != nil else { return nil }
    var count = 0
    walk(from: routers[receiver], inTreeOf: sender) { _ in count += 1 }
    return count
  }

  /// The links on the path in use, broken or not, the sender's first; empty when routing knows no
  /// path.
  public mutating func links(from sender: Int, to receiver: Int, at now: Instant) -> [Int] {
    guard delay(from: sender, to: receiver, at: now) != nil else { return [] }
    var links: [Int] = []
    walk(from: routers[receiver], inTreeOf: sender) { links.append($0) }
    return links.reversed()
  }

  /// Finds all trees that are not up to date, so that no later call has to.
  public mutating func findAllPaths(at now: Instant) {
    for host in 0..<hostCount { refresh(host, at: now) }
  }

  /// Bytes that the tables take.
  public var tableBytes: Int {
    2 * lastLinks.count + 4 * latencies.count + 8 * broken.words.count
  }
}
