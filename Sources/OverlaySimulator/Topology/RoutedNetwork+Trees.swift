import OverlayCore

extension RoutedNetwork {
  /// Follows what is due and finds the host's tree if it is not up to date.
  mutating func refresh(_ host: Int, at now: Instant) {
    if now >= nextNotice { follow(until: now) }
    if !isCurrent[host] { findTree(of: host) }
  }

  mutating func findTree(of host: Int) {
    search.run(from: routers[host], in: graph, avoiding: isAvoided)
    let tree = host * graph.routerCount
    for router in 0..<graph.routerCount { lastLinks[tree + router] = search.lastLinks[router] }
    let row = host * hostCount
    for other in 0..<hostCount { latencies[row + other] = search.microseconds[routers[other]] }
    isCurrent[host] = true
    brokenEpochs[host] = 0
  }

  /// Calls `body` with each link from `router` back to the host, the last link first.
  func walk(from router: Int, inTreeOf host: Int, _ body: (_ link: Int) -> Void) {
    let tree = host * graph.routerCount
    var router = router
    while lastLinks[tree + router] != ShortestPaths.noLink {
      let link = Int(lastLinks[tree + router])
      body(link)
      router = graph.links[link].end(opposite: router)
    }
  }

  /// The delay as routing has it by now, without following what became due since; nil when there is
  /// no path or it crosses something that failed.
  ///
  /// Latencies are the same in both directions, so either host's tree will do; when neither is up
  /// to date, the sender's is found for this one answer.
  func workingDelay(from sender: Int, to receiver: Int) -> Interval? {
    if isCurrent[sender] || isCurrent[receiver] {
      let (host, other) = isCurrent[sender] ? (sender, receiver) : (receiver, sender)
      let latency = latencies[host * hostCount + other]
      var isIntact = latency != ShortestPaths.unreachable
      walk(from: routers[other], inTreeOf: host) { isIntact = isIntact && causes[$0] == 0 }
      return isIntact ? .microseconds(UInt64(latency)) : nil
    }
    var search = ShortestPaths(routerCount: graph.routerCount)
    search.run(from: routers[sender], in: graph, avoiding: isAvoided)
    var router = routers[receiver]
    guard search.microseconds[router] != ShortestPaths.unreachable else { return nil }
    while search.lastLinks[router] != ShortestPaths.noLink {
      let link = Int(search.lastLinks[router])
      if causes[link] != 0 { return nil }
      router = graph.links[link].end(opposite: router)
    }
    return .microseconds(UInt64(search.microseconds[routers[receiver]]))
  }

  /// Whether any path of the host's tree crosses the link.
  func uses(_ link: Int, inTreeOf host: Int) -> Bool {
    let tree = host * graph.routerCount
    let ends = graph.links[link]
    return lastLinks[tree + Int(ends.first)] == UInt16(link)
      || lastLinks[tree + Int(ends.second)] == UInt16(link)
  }

  /// Whether the link, were it there, could be part of the host's tree: it leads to one of its
  /// ends as quickly as the tree does, or more.
  func wouldUse(_ link: Int, inTreeOf host: Int) -> Bool {
    let ends = graph.links[link]
    let first = latency(to: Int(ends.first), inTreeOf: host)
    let second = latency(to: Int(ends.second), inTreeOf: host)
    let cost = UInt64(ends.microseconds)
    return (first.map { $0 + cost <= second ?? .max } ?? false)
      || (second.map { $0 + cost <= first ?? .max } ?? false)
  }

  /// Microseconds from the host to a router; nil when the tree does not reach it.
  private func latency(to router: Int, inTreeOf host: Int) -> UInt64? {
    let home = routers[host]
    guard
      router == home || lastLinks[host * graph.routerCount + router] != ShortestPaths.noLink
    else { return nil }
    var sum: UInt64 = 0
    walk(from: router, inTreeOf: host) { sum += UInt64(graph.links[$0].microseconds) }
    return sum
  }

  /// Whether the path in use crosses a surprise. Only asked when there are some.
  @inline(__always)
  mutating func isPathBroken(from sender: Int, to receiver: Int) -> Bool {
    if brokenEpochs[sender] != epoch { judgePaths(from: sender) }
    return broken[sender, receiver]
  }

  /// Finds out which of the host's paths cross a surprise.
  ///
  /// Most failures concern few trees, so each surprise is looked up in the tree first. If one is
  /// there, every path is walked until it meets a router that an earlier walk has judged: each
  /// router is judged once.
  private mutating func judgePaths(from host: Int) {
    brokenEpochs[host] = epoch
    broken.clear(row: host)
    guard surprises.contains(where: { uses(Int($0), inTreeOf: host) }) else { return }
    stamp += 2
    let tree = host * graph.routerCount
    verdicts[routers[host]] = stamp
    for other in 0..<hostCount {
      let start = routers[other]
      var router = start
      var isBroken = false
      while verdicts[router] < stamp {
        let link = lastLinks[tree + router]
        guard link != ShortestPaths.noLink else { break }
        if causes[Int(link)] != 0 {
          isBroken = true
          break
        }
        router = graph.links[Int(link)].end(opposite: router)
      }
      if verdicts[router] >= stamp { isBroken = verdicts[router] > stamp }
      let verdict = stamp + (isBroken ? 1 : 0)
      let stop = router
      router = start
      while verdicts[router] < stamp {
        verdicts[router] = verdict
        if router == stop { break }
        router = graph.links[Int(lastLinks[tree + router])].end(opposite: router)
      }
      if isBroken { broken[host, other] = true }
    }
  }
}
