/// What applications reported of members' links, by metric and by the link's two ends.
///
/// Soft state: a value that is not renewed in time counts no more. A metric's table comes into being
/// with its first value.
struct MetricTable {
  private struct Value {
    var value = 0.0
    var until = Instant.zero
  }

  private var tables: [[Value]] = Array(repeating: [], count: Limits.applicationMetricsMax)
  private let capacity: Int

  init(capacity: Int) {
    self.capacity = capacity
  }

  /// What holds of the link between two slots; nil when nothing does.
  func value(of metric: UInt8, from origin: Int, to destination: Int, now: Instant) -> Double? {
    let table = Int(metric)
    guard table < tables.count, !tables[table].isEmpty else { return nil }
    let entry = tables[table][origin * capacity + destination]
    return entry.until > now ? entry.value : nil
  }

  /// What holds of a link, of every metric.
  func values(from origin: Int, to destination: Int, now: Instant) -> [MetricValue] {
    tables.indices.compactMap { metric in
      guard !tables[metric].isEmpty else { return nil }
      let entry = tables[metric][origin * capacity + destination]
      guard entry.until > now else { return nil }
      return MetricValue(metric: UInt8(metric), value: entry.value, left: entry.until - now)
    }
  }

  /// Notes a value that holds until `until`.
  mutating func set(
    _ metric: UInt8, from origin: Int, to destination: Int, _ value: Double, until: Instant
  ) {
    let table = Int(metric)
    if tables[table].isEmpty {
      tables[table] = Array(repeating: Value(), count: capacity * capacity)
    }
    tables[table][origin * capacity + destination] = Value(value: value, until: until)
  }

  /// Replaces all that was said of a link.
  mutating func replace(
    from origin: Int, to destination: Int, with values: [MetricValue], now: Instant
  ) {
    let index = origin * capacity + destination
    for table in tables.indices where !tables[table].isEmpty { tables[table][index] = Value() }
    for value in values {
      set(
        value.metric, from: origin, to: destination, value.value,
        until: now + min(value.left, Limits.reportLifetimeMax))
    }
  }

  /// Drops all that a member said.
  mutating func forget(by origin: Int) {
    for table in tables.indices where !tables[table].isEmpty {
      for other in 0..<capacity { tables[table][origin * capacity + other] = Value() }
    }
  }

  /// Drops all that was said of a member.
  mutating func forget(of destination: Int) {
    for table in tables.indices where !tables[table].isEmpty {
      for other in 0..<capacity { tables[table][other * capacity + destination] = Value() }
    }
  }
}
