public import OverlayCore

/// Nodes that come and go at random: each host is present for a while, then absent for a while.
///
/// Stays and absences are exponential, or geometric when everything happens at steps, so that how
/// long a node has been there says nothing of how long it will stay. Each host draws from a
/// generator of its own. A population in balance is the share
/// meanStay / (meanStay + meanAbsence) of the hosts.
public struct ChurnProcess: Hashable, Sendable {
  /// Mean time from a join to the next leave or crash.
  public var meanStay: Interval
  /// Mean time from a leave or crash to the next join on the same host.
  public var meanAbsence: Interval
  /// Comings and goings happen at whole steps after the start; zero for at any time.
  public var step: Interval
  /// The share of those who go that crash instead of taking their leave, in `0...1`.
  public var crashShare: Double

  /// A process with these means, neither of them shorter than a step.
  public init(
    meanStay: Interval, meanAbsence: Interval, step: Interval = .zero, crashShare: Double = 0
  ) {
    precondition(min(meanStay, meanAbsence) >= max(step, ChurnProcess.meanMin), "mean too short")
    precondition(0...1 ~= crashShare, "a share")
    self.meanStay = meanStay
    self.meanAbsence = meanAbsence
    self.step = step
    self.crashShare = crashShare
  }

  /// A process in which about `population` of `hostCount` hosts, a part of them, are present.
  public init(
    meanStay: Interval, population: Int, of hostCount: Int, step: Interval = .zero,
    crashShare: Double = 0
  ) {
    precondition(population > 0 && population < hostCount, "nobody can come or nobody can go")
    let ratio = Double(hostCount - population) / Double(population)
    self.init(
      meanStay: meanStay, meanAbsence: meanStay.scaled(by: ratio), step: step,
      crashShare: crashShare)
  }

  /// Means are not shorter than this, which bounds how many events a run can have.
  public static let meanMin = Interval.milliseconds(1)

  /// All that happens after `start` and before `end`, earliest first, and by host at one time.
  ///
  /// - Parameters:
  ///   - present: For each host, whether a node is on it at the start.
  ///   - start: Nothing happens at this time or before.
  ///   - end: Nothing happens at this time or later.
  ///   - seed: Decides who comes and goes when.
  public func events(
    present: [Bool], from start: Instant, until end: Instant, seed: UInt64
  ) -> [ChurnEvent] {
    var seeds = SeededRandom(seed: seed)
    var events: [ChurnEvent] = []
    for (host, isPresentAtStart) in present.enumerated() {
      var random = SeededRandom(seed: seeds.next())
      var isPresent = isPresentAtStart
      var now = start
      while true {
        now = now + wait(isPresent ? meanStay : meanAbsence, upTo: end - now, random: &random)
        guard now < end else { break }
        let departure: ChurnKind = random.chance(crashShare) ? .crash : .leave
        events.append(ChurnEvent(now, host: host, isPresent ? departure : .join))
        isPresent.toggle()
      }
    }
    return events.sorted { ($0.time, $0.host) < ($1.time, $1.host) }
  }

  /// A stay or an absence with the given mean. Nothing longer than `limit` matters.
  private func wait(
    _ mean: Interval, upTo limit: Interval, random: inout SeededRandom
  ) -> Interval {
    guard step > .zero else {
      // Not zero, so that no host comes and goes at one instant.
      return max(mean.scaled(by: ChurnProcess.exponential(&random)), Interval(nanoseconds: 1))
    }
    // One trial a step; the first success ends the wait. Its mean is one over the probability.
    let probability = Double(step.nanoseconds) / Double(mean.nanoseconds)
    var wait = step
    while wait < limit, !random.chance(probability) { wait = wait + step }
    return wait
  }

  /// An exponential variable of mean one, made of comparisons alone.
  ///
  /// A logarithm would come from the mathematics library, whose last digit may differ between
  /// platforms, and a seed has to mean the same everywhere.
  /// Source: von Neumann, "Various techniques used in connection with random digits" (1951).
  static func exponential(_ random: inout SeededRandom) -> Double {
    var whole = 0.0
    while true {
      let first = random.fraction()
      var last = first
      var length = 1
      while true {
        let next = random.fraction()
        guard next < last else { break }
        last = next
        length += 1
      }
      if length % 2 == 1 { return whole + first }
      whole += 1
    }
  }
}
