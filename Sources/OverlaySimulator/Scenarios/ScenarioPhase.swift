public import OverlayCore

/// One thing that happens in a scenario, or one measurement.
public enum ScenarioPhase: Hashable, Sendable {
  /// Hosts without a node get one, which joins: that many, or all. Each second as many start as
  /// `wave` times the number that run, at least one; infinite for all at once.
  case join(count: Int?, wave: Double)
  /// Time passes.
  case quiet(Interval)
  /// Nodes drawn by the seed crash.
  case kill(Int)
  /// Nodes drawn by the seed say farewell.
  case leave(Int)
  /// Nodes come and go, with a mean life of `meanLife`, as many coming as going.
  case churn(duration: Interval, step: Interval, meanLife: Interval)
  /// From now on that many test packets a second between nodes drawn by the seed.
  case flows(perSecond: Int)
  /// That share of the router links fails, drawn by the seed.
  case failLinks(share: Double)
  /// All router links work again.
  case healLinks
  /// Hosts fall into that many parts; one part heals it.
  case partition(parts: Int)
  /// That share of datagrams is lost on the lines of every host.
  case loss(share: Double)
  /// Joins, leaves, crashes, partitions, lossy and one-way links, all drawn by the seed.
  case adversity(Interval)
  /// From now on every node publishes a record that holds for so long.
  case records(lifetime: Interval)
  /// A member publishes far more than it may, for that long.
  case floodRecords(Interval)
  /// A member asks for nodes and announces newcomers as fast as it can, for that long.
  case floodJoins(Interval)
  /// Looks up every owner's record.
  case measureRecords
  /// Crashes the roots of that many records and sees when they are found again.
  case measureRootCrashes(Int)
  /// Measures what nodes send, for that long.
  case measureTraffic(Interval)
  /// Holds all tables against a view of the whole.
  case measureTables(localityOf: Int)
  /// Looks that many keys up, each from a node drawn by the seed.
  case measureLookups(Int)
  /// Fails growing shares of the router links and sees which of that many pairs are reached.
  case measureReachability(shares: [Double], pairs: Int)
  /// Cuts a path in use that many times and measures until packets arrive another way.
  case measureSwitching(samples: Int)
  /// Sends by each metric on a topology that has a path made for each, for that long.
  case measureMetrics(Interval)
  /// Draws that many policies and sends while links fail.
  case measurePolicies(runs: Int)
  /// Shares that many flows out over two paths.
  case measureMultipath(flows: Int)
  /// Cuts one of three paths that many times under packets in stripes, in copies and alone.
  case measureParity(cuts: Int)
  /// From now on spells of trouble come and go on a path.
  case weather(WeatherRule)
  /// Measures one pair, over the overlay and beside it.
  case measureStreams(StreamStudy)
  /// Has pairs send while measured round trips are replayed.
  case measureReplay(ReplayStudy)
  /// Says what relays could do for the pairs of the data that is replayed.
  case measureRelayGain
  /// Tries ways to foretell the round trips of the data that is replayed.
  case measureEstimators
}
