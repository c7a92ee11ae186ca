public import OverlayCore
public import OverlayDatabase

/// A host's end of another one's database. Every call waits, though not for long.
public final class DatabaseConnection {
  private var client: LineClient<DatabaseRequest, DatabaseAnswer>

  /// How long an answer may take, in seconds.
  static let answerSeconds = 2

  /// Connects and says the token.
  public init(to address: UnderlayAddress, token: DatabaseToken) throws(DatabaseError) {
    do throws(ControlError) {
      client = try LineClient(address: address, within: 1_000 * Self.answerSeconds)
      try client.send(.authenticate(token: token.text))
      while try client.next(within: Self.answerSeconds) != nil {}
    } catch {
      throw .connection(error)
    }
  }

  /// Adds summaries; returns how many were new.
  public func update(_ summaries: [Summary]) throws(DatabaseError) -> Int {
    var stored = 0
    var rest = summaries[...]
    while !rest.isEmpty {
      let chunk = Array(rest.prefix(RuntimeLimits.databaseLineSummaries))
      try ask(.update(summaries: chunk)) { answer in
        if case .stored(let count) = answer { stored += count }
      }
      rest = rest.dropFirst(chunk.count)
    }
    return stored
  }

  /// What is kept, of what the filter lets through.
  public func summaries(_ filter: SummaryFilter) throws(DatabaseError) -> [Summary] {
    var found: [Summary] = []
    try ask(.query(filter: filter)) { answer in
      if case .summaries(let some) = answer, found.count < RuntimeLimits.historyRows {
        found += some
      }
    }
    return found
  }

  /// How the database does.
  public func status() throws(DatabaseError) -> DatabaseReport? {
    var report: DatabaseReport?
    try ask(.status) { answer in
      if case .status(let found) = answer { report = found }
    }
    return report
  }

  /// Hands on whatever is added from now on, until the server goes away.
  public func follow(
    _ filter: SummaryFilter, _ receive: ([Summary]) throws -> Void
  ) throws {
    try client.send(.subscribe(filter: filter))
    while let answer = try client.next(within: 86_400) {
      if case .summaries(let some) = answer { try receive(some) }
    }
  }

  private func ask(
    _ request: DatabaseRequest, _ receive: (DatabaseAnswer) -> Void
  ) throws(DatabaseError) {
    do throws(ControlError) {
      try client.send(request)
      while let answer = try client.next(within: Self.answerSeconds) { receive(answer) }
    } catch {
      throw .connection(error)
    }
  }
}
