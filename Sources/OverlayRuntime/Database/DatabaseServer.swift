internal import OverlayCore
internal import OverlayDatabase

/// Serves a database to other hosts over TCP: who may ask, and how often.
///
/// A stranger can have a connection for a moment and say one line on it, which costs a comparison.
/// Where every place is taken, the stranger who has waited longest makes room.
struct DatabaseServer: ~Copyable {
  private var server: LineServer<DatabaseRequest, DatabaseAnswer>
  private let token: DatabaseToken
  private var clients: [Int: DatabaseClientState] = [:]
  private var arrivals = FixedRate()
  /// What was refused since it was last taken.
  private(set) var refused = DatabaseCounters()

  /// How long a stranger may take to say the token.
  static let tokenTimeout = Interval.seconds(5)
  /// The longest first line, in bytes.
  static let firstLineBytes = 1_024
  /// After how long a client that neither asks nor follows is closed.
  static let idleTimeout = Interval.seconds(900)

  /// Listens at `address` for those who know the token.
  init(
    listening address: UnderlayAddress, token: DatabaseToken, on loop: borrowing EventLoop
  ) throws(ControlError) {
    let server = try LineServer<DatabaseRequest, DatabaseAnswer>(
      listening: address, clientsMax: RuntimeLimits.databaseClients + 1)
    try server.listen(on: loop)
    self.server = server
    self.token = token
  }

  /// Where it listens, with the port that was bound.
  var address: UnderlayAddress? { server.address }

  /// How many clients have said the token.
  var clientCount: Int { clients.values.count { $0.isAuthenticated } }

  /// When to call ``expire(now:)`` next.
  var nextDeadline: Instant {
    clients.values.filter { !$0.isAuthenticated }.map(\.deadline).min() ?? .never
  }

  /// What was refused since the last call.
  mutating func takeRefused() -> DatabaseCounters {
    defer { refused = DatabaseCounters() }
    return refused
  }

  /// Takes the connections that wait.
  mutating func accept(on loop: borrowing EventLoop, now: Instant) {
    while true {
      var arrivals = arrivals
      let client = server.acceptNext(on: loop) {
        arrivals.admits(RuntimeLimits.databaseConnectionsPerSecond, now: now)
      }
      guard let client else { return }
      self.arrivals = arrivals
      if client == 0 {
        refused.connectionsRefused += 1
      } else {
        clients[client] = DatabaseClientState(deadline: now + Self.tokenTimeout, askedAt: now)
        if server.clientCount > RuntimeLimits.databaseClients { dropOldestStranger() }
      }
    }
  }

  /// Makes room, which is the newcomer's place where all others are clients.
  private mutating func dropOldestStranger() {
    let strangers = clients.filter { !$0.value.isAuthenticated }
    guard let oldest = strangers.keys.min() else { return }
    refused.connectionsRefused += 1
    drop(oldest)
  }

  private mutating func drop(_ client: Int) {
    server.drop(client)
    clients[client] = nil
  }

  /// The host that a client runs on; nil when it has gone.
  func host(of client: Int) -> UnderlayAddress? { server.peer(of: client) }

  /// Handles an event of a client and returns what it asks, if it may.
  mutating func requests(
    from client: Int, event: ReadyEvent, on loop: borrowing EventLoop, now: Instant
  ) -> [DatabaseRequest] {
    var requests: [DatabaseRequest] = []
    for line in server.lines(from: client, event: event, on: loop) {
      guard let state = clients[client] else { break }
      if !state.isAuthenticated {
        guard authenticate(line, client, on: loop) else { break }
        continue
      }
      guard
        clients[client]?.rate.admits(RuntimeLimits.databaseRequestsPerSecond, now: now) == true
      else {
        refused.requestsRefused += 1
        refuse(
          client, problem: "more than \(RuntimeLimits.databaseRequestsPerSecond) requests a second",
          remedy: "Ask less often, for more at a time.", on: loop)
        break
      }
      clients[client]?.askedAt = now
      do throws(ControlError) {
        requests.append(try ControlCoding.decode(DatabaseRequest.self, from: line))
      } catch {
        refused.requestsRefused += 1
        send(.failure(ControlFailure(error)), to: client, on: loop)
      }
    }
    if !server.isConnected(client) { clients[client] = nil }
    return requests
  }

  private mutating func authenticate(
    _ line: [UInt8], _ client: Int, on loop: borrowing EventLoop
  ) -> Bool {
    guard line.count <= Self.firstLineBytes,
      let request = try? ControlCoding.decode(DatabaseRequest.self, from: line),
      case .authenticate(let said) = request, token.matches(said)
    else {
      refused.tokensRefused += 1
      refuse(
        client, problem: "that is not this database's token",
        remedy: "Copy the file that `database.token-file` names on the host that serves it.",
        on: loop)
      return false
    }
    clients[client]?.isAuthenticated = true
    send(.done, to: client, on: loop)
    return true
  }

  private mutating func refuse(
    _ client: Int, problem: String, remedy: String, on loop: borrowing EventLoop
  ) {
    send(.failure(ControlFailure(problem: problem, remedy: remedy)), to: client, on: loop)
    drop(client)
  }

  /// Sends one line of an answer.
  mutating func send(
    _ answer: DatabaseAnswer, to client: Int, on loop: borrowing EventLoop
  ) {
    server.send(answer, to: client, on: loop)
    if !server.isConnected(client) { clients[client] = nil }
  }

  /// Sends summaries, as many lines as it takes.
  mutating func send(
    _ summaries: [Summary], to client: Int, on loop: borrowing EventLoop
  ) {
    var rest = summaries[...]
    while !rest.isEmpty {
      send(
        .summaries(Array(rest.prefix(RuntimeLimits.databaseLineSummaries))), to: client, on: loop)
      rest = rest.dropFirst(RuntimeLimits.databaseLineSummaries)
    }
  }

  /// Has a client follow what is added.
  mutating func follow(_ client: Int, _ filter: SummaryFilter) {
    clients[client]?.filter = filter
  }

  /// Tells those who follow what was added.
  mutating func publish(_ summaries: [Summary], on loop: borrowing EventLoop) {
    for (client, state) in clients {
      guard let filter = state.filter else { continue }
      send(summaries.filter(filter.admits), to: client, on: loop)
    }
  }

  /// Closes strangers who have not said the token in time, and clients that have fallen silent.
  mutating func expire(now: Instant) {
    for (client, state) in clients {
      let isLate = !state.isAuthenticated && state.deadline <= now
      let isIdle = state.filter == nil && state.askedAt + Self.idleTimeout <= now
      if isLate || isIdle { drop(client) }
    }
  }
}
