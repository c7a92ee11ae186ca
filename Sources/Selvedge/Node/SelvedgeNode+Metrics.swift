public import OverlayCore
internal import OverlayRuntime

// Metrics of the application's own: "the ability to import and route based on application-defined
// metrics" (RON, HotOS 2001, section 3.1). They are defined under `metrics` in config.yaml, with a name, a
// number that is the same on every node, and what two links in a row make of their values; a class under
// `classes` that names one is routed by it.

extension SelvedgeNode {
  /// Reports what the application measured of the way straight to a member. The other nodes of the mesh
  /// hear of it with the next link state.
  ///
  /// Soft state: a value that is not reported again within its lifetime counts no more.
  ///
  /// - Parameters:
  ///   - metric: its name in the settings.
  ///   - value: in the metric's unit; finite and not negative.
  ///   - destination: another member.
  ///   - lifetime: how long it holds, an hour at most.
  /// - Throws: ``SelvedgeError/refused(problem:remedy:)`` when there is no such metric, the value means
  ///   nothing, or the network has outgrown its mesh; ``SelvedgeError/unknownMember(_:)`` or
  ///   ``SelvedgeError/stopped``.
  public func report(
    metric: String, value: Double, for destination: Destination, lifetime: Duration
  ) async throws(SelvedgeError) {
    let other = try await find(destination)
    let nanoseconds = lifetime / .nanoseconds(1)
    let interval = Interval(nanoseconds: nanoseconds < 0x1p63 ? UInt64(max(nanoseconds, 0)) : .max)
    let report = try await ask {
      $0.report(value, of: metric, about: other, lifetime: interval)
    }
    switch report {
    case .taken: return
    case .unknownMember: throw .unknownMember(destination.description)
    case .unknownMetric(let known):
      throw .refused(
        problem: "there is no metric `\(metric)`",
        remedy: known.isEmpty
          ? "Define it under `metrics` in config.yaml."
          : "Choose one of \(known.joined(separator: ", ")), or define it under `metrics` in config.yaml."
      )
    case .badValue:
      throw .refused(
        problem: "\(value) for \(lifetime) is no value of `\(metric)`",
        remedy: "Report a number from 0 to 1e12, a share at most 1, that holds for an hour at most."
      )
    case .noMesh:
      throw .refused(
        problem: "metrics are shared in a mesh only",
        remedy: "Set `plane: mesh` on every node of a network that routes by metrics of its own.")
    }
  }

  /// What was reported here for a member and still holds; nil when nothing does.
  ///
  /// - Throws: ``SelvedgeError/unknownMember(_:)`` or ``SelvedgeError/stopped``.
  public func value(
    of metric: String, for destination: Destination
  ) async throws(SelvedgeError) -> Double? {
    let other = try await find(destination)
    return try await ask { $0.reportedValue(of: metric, about: other) }
  }

  /// The class of a name: one that every node knows, such as `latency`, or one under `classes` in
  /// config.yaml; nil when there is none.
  ///
  /// - Throws: ``SelvedgeError/stopped``.
  public func trafficClass(named name: String) async throws(SelvedgeError) -> TrafficClass? {
    try await ask { $0.trafficClass(named: name) }
  }
}
