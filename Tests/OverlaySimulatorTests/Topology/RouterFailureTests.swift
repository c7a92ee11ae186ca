import OverlayCore
import Testing

@testable import OverlaySimulator

@Suite("failures of routers and links")
struct RouterFailureTests {
  private let start = Instant.zero + .seconds(100)

  @Test(
    "a failed link breaks exactly the pairs whose path crosses it",
    arguments: 1...20 as ClosedRange<UInt64>)
  func exactly(seed: UInt64) throws {
    let world = try SmallWorld(seed: seed)
    var network = world.network(reconvergence: nil)
    let order = world.graph.failureOrder(seed: seed)
    var down: Set<Int> = []
    for link in order.prefix(12) {
      network.fail(link: link, at: start)
      down.insert(link)
      for sender in 0..<network.hostCount {
        for receiver in 0..<network.hostCount {
          let path = network.links(from: sender, to: receiver, at: start)
          #expect(
            network.isBroken(from: sender, to: receiver, at: start)
              == path.contains(where: down.contains),
            "seed \(seed), \(down.count) links down, \(sender) to \(receiver)")
        }
      }
    }
    for link in order.prefix(12) { network.heal(link: link, at: start) }
    for receiver in 0..<network.hostCount {
      #expect(network.isBroken(from: 0, to: receiver, at: start) == false)
    }
  }

  @Test("routing finds the detour once the failure has lasted, and not before")
  func reconvergence() throws {
    // A quick way over router 1 and a slow one over router 2.
    let links = [
      RouterLink(0, 1, latency: .milliseconds(1)), RouterLink(1, 3, latency: .milliseconds(1)),
      RouterLink(0, 2, latency: .milliseconds(5)), RouterLink(2, 3, latency: .milliseconds(5)),
    ]
    let graph = try RouterGraph(
      stubs: Array(repeating: RouterGraph.noStub, count: 4), links: links)
    var network = RoutedNetwork(graph: graph, routers: [0, 3], reconvergence: .seconds(7))
    #expect(network.delay(from: 0, to: 1, at: .zero) == .milliseconds(2))
    network.fail(link: 1, at: start)
    #expect(network.isBroken(from: 0, to: 1, at: start) == true)
    let last = start + (Interval.seconds(7) - Interval(nanoseconds: 1))
    #expect(network.isBroken(from: 0, to: 1, at: last) == true)
    #expect(network.isBroken(from: 1, to: 0, at: last) == true)
    let after = start + .seconds(7)
    #expect(network.isBroken(from: 0, to: 1, at: after) == false)
    #expect(network.delay(from: 0, to: 1, at: after) == .milliseconds(10))
    #expect(network.hops(from: 1, to: 0, at: after) == 2)
    // Coming back takes as long, and the detour serves meanwhile.
    network.heal(link: 1, at: after)
    #expect(network.delay(from: 0, to: 1, at: after + .seconds(6)) == .milliseconds(10))
    #expect(network.delay(from: 0, to: 1, at: after + .seconds(7)) == .milliseconds(2))
  }

  @Test("a change that does not last is never acted upon")
  func flap() throws {
    let world = try SmallWorld(seed: 4)
    var network = world.network(reconvergence: .seconds(10))
    let link = network.links(from: 0, to: 5, at: .zero)[0]
    for turn in 0..<10 as Range<UInt64> {
      network.fail(link: link, at: start + .seconds(8 * turn))
      #expect(!network.isAvoided(link: link))
      network.heal(link: link, at: start + .seconds(8 * turn + 4))
      #expect(!network.isAvoided(link: link))
    }
    #expect(network.isBroken(from: 0, to: 5, at: start + .seconds(200)) == false)
    #expect(network.links(from: 0, to: 5, at: start + .seconds(200)).contains(link))
    #expect(network.notices.isEmpty)
  }

  @Test(
    "after re-convergence the paths are those of the graph that is left, however it came about",
    arguments: 1...20 as ClosedRange<UInt64>)
  func leftover(seed: UInt64) throws {
    let world = try SmallWorld(seed: seed)
    var network = world.network(reconvergence: .milliseconds(1))
    var random = SeededRandom(seed: seed)
    var now = start
    var down: Set<Int> = []
    for _ in 0..<40 {
      let link = Int.random(in: 0..<world.graph.links.count, using: &random)
      if down.remove(link) == nil {
        network.fail(link: link, at: now)
        down.insert(link)
      } else {
        network.heal(link: link, at: now)
      }
      now = now + .milliseconds(2)
      for sender in 0..<network.hostCount {
        let best = world.latencies(from: network.routers[sender], without: down)
        for receiver in 0..<network.hostCount {
          let expected = best[network.routers[receiver]].map(Interval.microseconds)
          #expect(
            network.delay(from: sender, to: receiver, at: now) == expected,
            "seed \(seed), \(down.sorted()) down, \(sender) to \(receiver)")
          #expect(
            network.isBroken(from: sender, to: receiver, at: now) == (expected == nil))
        }
      }
    }
    // The same trees as those of a network that met all failures at once.
    var fresh = world.network(reconvergence: .zero)
    for link in down.sorted() { fresh.fail(link: link, at: start) }
    fresh.findAllPaths(at: now)
    network.findAllPaths(at: now)
    #expect(fresh.lastLinks == network.lastLinks)
    #expect(fresh.latencies == network.latencies)
  }

  @Test("a stopped router takes its host and all its links down, and gives back only those")
  func router() throws {
    let world = try SmallWorld(seed: 3)
    var network = world.network(reconvergence: nil)
    let router = network.routers[2]
    let links = world.graph.links(at: router)
    network.fail(link: links[0], at: start)
    network.fail(router: router, at: start)
    for other in 0..<network.hostCount where other != 2 {
      #expect(network.isBroken(from: other, to: 2, at: start) == true)
      #expect(network.isBroken(from: 2, to: other, at: start) == true)
    }
    for link in links { #expect(network.isDown(link: link)) }
    network.heal(router: router, at: start)
    #expect(links.filter(network.isDown) == [links[0]])
    network.healAll(at: start)
    #expect(!world.graph.links.indices.contains(where: network.isDown))
  }

  @Test(
    "reachability by IP, relays and cables is what trying everything finds",
    arguments: 1...20 as ClosedRange<UInt64>)
  func reachability(seed: UInt64) throws {
    let world = try SmallWorld(seed: seed)
    var network = world.network(reconvergence: nil)
    let count = network.hostCount
    for link in world.graph.failureOrder(seed: seed).prefix(10) {
      network.fail(link: link, at: start)
    }
    let answer = network.reachability(at: start)
    var reach = (0..<count).map { one in
      (0..<count).map { other in
        !network.isBroken(from: one, to: other, at: start)
          && !network.isBroken(from: other, to: one, at: start)
      }
    }
    // Warshall's closure.
    for middle in 0..<count {
      for one in 0..<count where reach[one][middle] {
        for other in 0..<count where reach[middle][other] { reach[one][other] = true }
      }
    }
    let parts = world.graph.parts { network.isDown(link: $0) }
    var sums = [0, 0, 0]
    for one in 0..<count {
      for other in 0..<count where other != one {
        let ip = !network.isBroken(from: one, to: other, at: start)
        let cables = parts[network.routers[one]] == parts[network.routers[other]]
        #expect(answer.isConnectedByIP(from: one, to: other) == ip)
        #expect(answer.isConnectedByRelays(one, other) == reach[one][other])
        #expect(answer.isConnectedByCables(one, other) == cables)
        if ip { sums[0] += 1 }
        if reach[one][other] { sums[1] += 1 }
        if cables { sums[2] += 1 }
      }
    }
    #expect([answer.pairsByIP, answer.pairsByRelays, answer.pairsByCables] == sums)
    #expect(answer.pairCount == count * (count - 1))
  }

  @Test("a relay serves only where packets pass both ways")
  func oneWay() {
    var byIP = BitMatrix(rowCount: 3, columnCount: 3)
    for (from, to) in [(0, 0), (1, 1), (2, 2), (0, 1), (1, 2), (2, 1)] { byIP[from, to] = true }
    let answer = Reachability(byIP: byIP, cableParts: [0, 0, 0])
    #expect(answer.isConnectedByIP(from: 0, to: 1) && !answer.isConnectedByIP(from: 1, to: 0))
    #expect(!answer.isConnectedByRelays(0, 1) && !answer.isConnectedByRelays(0, 2))
    #expect(answer.isConnectedByRelays(1, 2))
    #expect([answer.pairsByIP, answer.pairsByRelays, answer.pairsByCables] == [3, 2, 6])
  }
}
