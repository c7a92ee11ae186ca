import Foundation
import Logging
import OverlayCore
import OverlayDatabase
import Testing

@testable import OverlayRuntime

@Suite("a database that is served to other hosts", .serialized)
struct DatabaseServerTests {
  private let temporary: TemporaryDirectory
  private let address: UnderlayAddress
  private let worker: DatabaseWorker
  private let token: DatabaseToken

  private static let secret = "0123456789abcdef"

  init() throws {
    temporary = try TemporaryDirectory()
    let file = temporary.path("token")
    try Data(Self.secret.utf8).write(to: URL(filePath: file))
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
    token = try DatabaseToken(file: file)
    address = UnderlayAddress(ipv4: 0x7f00_0001, port: try TestNetwork.freePort())
    worker = try DatabaseWorker(
      settings: DatabaseSettings(serve: address, tokenFile: file), node: "keeper",
      path: temporary.path("history.db"), daemon: Waker(),
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    try TestNetwork.wait { worker.exchange.report.clients != nil }
  }

  private func connection() throws -> DatabaseConnection {
    try DatabaseConnection(to: address, token: token)
  }

  private func counter(_ name: String) -> UInt64 {
    worker.exchange.report.counters[name] ?? 0
  }

  @Test("what one host adds another finds")
  func updateAndQuery() throws {
    let (one, other) = (try connection(), try connection())
    let added = (0..<300).map { Summary.one("node\($0)") }
    #expect(try one.update(added) == 300)
    #expect(try one.update(added) == 0)
    let found = try other.summaries(SummaryFilter())
    #expect(Set(found) == Set(added))
    #expect(try other.summaries(SummaryFilter(remote: "node7")) == [.one("node7")])
    let history = try other.history(remote: "node7", metric: "rtt", site: nil, since: 0, step: 0)
    #expect(history.map(\.unit) == ["ms"])
    let status = try #require(try other.status())
    #expect((status.role, status.rows, status.clients) == ("serving", 300, 2))
    #expect(status.address == address.description)
  }

  @Test("the longest names and numbers fit into the lines")
  func longestLines() throws {
    let word = String(repeating: "/", count: 60)
    let value = -123_456_789.123_456_78
    let longest = (1_000..<1_200).map { number in
      Summary(
        site: word + "site", source: word + "node", remote: word + "\(number)",
        metric: word + "some", start: 253_402_300_799, seconds: 86_400, count: 1 << 40, mean: value,
        minimum: value, maximum: value, median: value, p95: value)
    }
    #expect(longest.allSatisfy { $0.isValid })
    #expect(try connection().update(longest) == 200)
    let found = try connection().summaries(SummaryFilter())
    #expect(Set(found) == Set(longest))
  }

  @Test("what a host follows comes as it is added, and nothing else")
  func following() throws {
    let socket = try RawTCPSocket(port: address.port)
    socket.write("{\"authenticate\":{\"token\":\"\(Self.secret)\"}}\n")
    #expect(socket.line()?.contains("done") == true)
    socket.write("{\"subscribe\":{\"filter\":{\"remote\":\"gamma\"}}}\n")
    // An answer to a later question shows that the earlier one has been heard.
    socket.write("{\"status\":{}}\n")
    #expect(socket.line()?.contains("serving") == true)
    #expect(socket.line()?.contains("done") == true)
    _ = try connection().update([.one("beta"), .one("gamma")])
    let line = try #require(socket.line())
    #expect(line.contains("gamma"))
    #expect(!line.contains("beta"))
  }

  @Test("whoever has the token adds in its own name, and changes nothing that others said")
  func ownName() throws {
    let one = try connection()
    #expect(try one.update([.one(at: 600)]) == 1)
    var forged = Summary.one(at: 660)
    forged.source = "keeper"
    #expect(try one.update([forged]) == 0)
    // From another host, with the same token: neither what is there nor what is to come.
    let socket = try RawTCPSocket(port: address.port, from: 0x7f00_0002)
    socket.write("{\"authenticate\":{\"token\":\"\(Self.secret)\"}}\n")
    #expect(socket.line()?.contains("done") == true)
    let invented = [Summary.one(at: 600, mean: 99), .one(at: 720, mean: 99)]
    let line = try ControlCoding.line(DatabaseRequest.update(summaries: invented))
    #expect(socket.write(line))
    #expect(socket.line()?.contains("\"count\":0") == true)
    #expect(socket.line()?.contains("done") == true)
    #expect(try one.update([.one(at: 720)]) == 1)
    #expect(Set(try one.summaries(SummaryFilter())) == [.one(at: 600), .one(at: 720)])
    _ = try one.status()
    #expect(counter("summariesRefused") == 3)
  }

  @Test("what does not hold together is not kept, and counted")
  func invalidSummaries() throws {
    var wrong = Summary.one("gamma")
    wrong.count = 0
    let connection = try connection()
    #expect(try connection.update([wrong, .one()]) == 1)
    _ = try connection.status()
    #expect(counter("summariesRefused") == 1)
    #expect(throws: DatabaseError.self) { _ = try connection.summaries(SummaryFilter(step: 0)) }
    #expect(try connection.summaries(SummaryFilter()) == [.one()])
  }

  @Test("a wrong token is told, counted, and ends the connection")
  func wrongToken() throws {
    let wrong = try #require(DatabaseToken("0123456789abcdeX"))
    do {
      _ = try DatabaseConnection(to: address, token: wrong)
      Issue.record("let in")
    } catch {
      #expect(error.problem.contains("not this database's token"))
    }
    for text in [
      "nonsense\n", "{\"status\":{}}\n", "{\"authenticate\":{}}\n",
      "{\"authenticate\":{\"token\":\"\(String(repeating: "x", count: 5_000))\"}}\n",
    ] {
      let socket = try RawTCPSocket(port: address.port)
      // Whatever follows the wrong line in the same breath is not looked at.
      socket.write(text + "{\"authenticate\":{\"token\":\"\(Self.secret)\"}}\n{\"status\":{}}\n")
      #expect(socket.isClosed)
    }
    try TestNetwork.wait { counter("tokensRefused") == 5 }
    #expect(try connection().status() != nil)
  }

  @Test("a line without an end ends the connection")
  func endlessLine() throws {
    let socket = try RawTCPSocket(port: address.port)
    let chunk = String(repeating: "x", count: 8_192)
    for _ in 0..<64 where socket.write(chunk) {}
    #expect(socket.isClosed)
    #expect(try connection().status() != nil)
  }

  @Test("nonsense from somebody who may ask is answered, and the connection goes on")
  func nonsense() throws {
    let socket = try RawTCPSocket(port: address.port)
    socket.write("{\"authenticate\":{\"token\":\"\(Self.secret)\"}}\nnonsense\n{\"status\":{}}\n")
    #expect(socket.line()?.contains("done") == true)
    #expect(socket.line()?.contains("failure") == true)
    #expect(socket.line()?.contains("serving") == true)
  }

  @Test("who asks without a pause is cut off")
  func rate() throws {
    let socket = try RawTCPSocket(port: address.port)
    socket.write("{\"authenticate\":{\"token\":\"\(Self.secret)\"}}\n")
    socket.write(String(repeating: "{\"status\":{}}\n", count: 200))
    #expect(socket.isClosed)
    try TestNetwork.wait { counter("requestsRefused") == 1 }
    #expect(try connection().status() != nil)
  }

  @Test("strangers who hold every place make room for those who know the token")
  func strangers() throws {
    let sockets = try (0..<RuntimeLimits.databaseClients).map { _ in
      try RawTCPSocket(port: address.port)
    }
    #expect(try connection().status()?.clients == 1)
    #expect(sockets[0].isClosed)
    withExtendedLifetime(sockets) {}
  }

  @Test("more hosts than there are places find the door closed, and the others stay")
  func tooManyClients() throws {
    let connections = try (0..<RuntimeLimits.databaseClients).map { _ in
      // No more of them at once than may come in a second.
      usleep(25_000)
      return try connection()
    }
    #expect(throws: DatabaseError.self) { _ = try connection() }
    let status = try connections[0].status()
    #expect(status?.clients == RuntimeLimits.databaseClients)
    withExtendedLifetime(connections) {}
    try TestNetwork.wait { counter("connectionsRefused") == 1 }
  }

  @Test("a port that another program has is named, and history is kept all the same")
  func takenPort() throws {
    let other = try DatabaseWorker(
      settings: DatabaseSettings(serve: address, tokenFile: temporary.path("token")),
      node: "beta", path: temporary.path("other.db"), daemon: Waker(),
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    try TestNetwork.wait { other.exchange.report.trouble?.contains("in use") == true }
    other.exchange.submit(
      SampleBatch(
        start: Int64(MonotonicClock.unixSeconds), seconds: 60,
        series: [SampleSeries(remote: "alpha", metric: "rtt", samples: [1])]))
    try TestNetwork.wait { other.exchange.report.rows == 1 }
  }
}
