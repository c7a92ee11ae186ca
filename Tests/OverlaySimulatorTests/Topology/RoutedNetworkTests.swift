import OverlayCore
import Testing

@testable import OverlaySimulator

@Suite("shortest paths over routers")
struct RoutedNetworkTests {
  @Test(
    "latencies are those that trying every link finds",
    arguments: 1...30 as ClosedRange<UInt64>, [false, true])
  func oracle(seed: UInt64, stubsCarryTransit: Bool) throws {
    let world = try SmallWorld(seed: seed, stubsCarryTransit: stubsCarryTransit)
    var network = world.network(reconvergence: nil)
    for sender in 0..<network.hostCount {
      let best = world.latencies(from: network.routers[sender])
      for receiver in 0..<network.hostCount {
        let delay = network.delay(from: sender, to: receiver, at: .zero)
        let expected = best[network.routers[receiver]].map(Interval.microseconds)
        #expect(delay == expected, "seed \(seed), \(sender) to \(receiver)")
      }
    }
  }

  @Test(
    "a path's links lead from sender to receiver and add up to its latency",
    arguments: 1...10 as ClosedRange<UInt64>)
  func links(seed: UInt64) throws {
    let world = try SmallWorld(seed: seed)
    var network = world.network(reconvergence: nil)
    for sender in 0..<network.hostCount {
      for receiver in 0..<network.hostCount {
        let links = network.links(from: sender, to: receiver, at: .zero)
        var router = network.routers[sender]
        var sum: UInt64 = 0
        for link in links {
          let ends = world.graph.links[link]
          try #require(router == Int(ends.first) || router == Int(ends.second))
          router = Int(ends.first) + Int(ends.second) - router
          sum += UInt64(ends.microseconds)
        }
        #expect(router == network.routers[receiver])
        #expect(network.delay(from: sender, to: receiver, at: .zero) == .microseconds(sum))
        #expect(network.hops(from: sender, to: receiver, at: .zero) == links.count)
      }
    }
  }

  @Test("no path leads through a stub that is neither the sender's nor the receiver's")
  func policy() throws {
    var network = RoutedNetwork(
      graph: try RouterGraph.transitStub(seed: 2), hostCount: 60, seed: 1)
    for sender in 0..<60 {
      for receiver in 0..<60 {
        let allowed: Set = [
          RouterGraph.noStub, network.graph.stubs[network.routers[sender]],
          network.graph.stubs[network.routers[receiver]],
        ]
        for link in network.links(from: sender, to: receiver, at: .zero) {
          #expect(allowed.contains(network.graph.stubs[Int(network.graph.links[link].first)]))
          #expect(allowed.contains(network.graph.stubs[Int(network.graph.links[link].second)]))
        }
      }
    }
  }

  @Test("hosts stand on different routers, equal seeds put them on equal ones")
  func placement() throws {
    let graph = try RouterGraph.transitStub(seed: 1)
    let network = RoutedNetwork(graph: graph, hostCount: 300, seed: 9)
    #expect(Set(network.routers).count == 300)
    #expect(network.routers == RoutedNetwork(graph: graph, hostCount: 300, seed: 9).routers)
    #expect(network.routers != RoutedNetwork(graph: graph, hostCount: 300, seed: 10).routers)
  }

  @Test("of equally long paths the links with the lowest numbers win")
  func ties() throws {
    // Two ways round a square, all links alike.
    let links = [(2, 3), (0, 2), (1, 3), (0, 1)].map {
      RouterLink($0.0, $0.1, latency: .milliseconds(1))
    }
    let graph = try RouterGraph(
      stubs: Array(repeating: RouterGraph.noStub, count: 4), links: links)
    var network = RoutedNetwork(graph: graph, routers: [0, 3])
    #expect(network.links(from: 0, to: 1, at: .zero) == [1, 0])
    #expect(network.links(from: 1, to: 0, at: .zero) == [0, 1])
  }
}
