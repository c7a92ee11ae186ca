import Foundation
import OverlayCore
import OverlayRuntime
import Testing

@Suite("the control socket")
struct ControlTests {
  private let temporary: TemporaryDirectory
  private var path: String { temporary.path("control.sock") }

  init() throws {
    temporary = try TemporaryDirectory()
  }

  /// Serves until `client` has finished: answers each request with `answers`.
  private func serve(
    clientsMax: Int = 4, answers: [ControlResponse],
    client: @Sendable @escaping (String) throws -> Void
  ) throws -> [ControlRequest] {
    var loop = try EventLoop()
    var server = try ControlServer(path: path, clientsMax: clientsMax)
    try loop.add(server.descriptor, token: EventToken(.controlListener))
    let waker = loop.waker
    let path = path
    let result = ResultBox()
    Thread.detachNewThread {
      result.set(Result { try client(path) })
      waker.wake()
    }
    var requests: [ControlRequest] = []
    while result.value == nil {
      for index in 0..<(try loop.wait(until: .never)) {
        let event = loop.event(at: index)
        switch event.token.kind {
        case .controlListener: server.accept(on: loop)
        case .controlClient:
          let client = Int(event.token.index)
          for request in server.requests(from: client, event: event, on: loop) {
            requests.append(request)
            for answer in answers { server.send(answer, to: client, on: loop) }
          }
        default: break
        }
      }
    }
    try result.value?.get()
    return requests
  }

  @Test("a request gets its answer, line by line")
  func exchange() throws {
    let request = ControlRequest.ping(
      node: "beta", count: 3, intervalMilliseconds: 1000, trafficClass: nil)
    let requests = try serve(answers: [.stopping, .stopping, .done]) { path in
      var client = try ControlClient(path: path)
      try client.send(request)
      #expect(try client.next() == .stopping)
      #expect(try client.next() == .stopping)
      #expect(try client.next() == nil)
      try client.send(.status)
      #expect(try client.next() == .stopping)
    }
    #expect(requests == [request, .status])
  }

  @Test("an open file goes with its request, and others that come are closed")
  func passing() throws {
    var loop = try EventLoop()
    var server = try ControlServer(path: path, clientsMax: 4)
    try loop.add(server.descriptor, token: EventToken(.controlListener))
    let client = try ControlClient(path: path)
    let pipe = Pipe()
    for _ in 0..<3 {
      try client.send(.status, passing: pipe.fileHandleForWriting.fileDescriptor)
    }
    var received = 0
    while received < 3 {
      for index in 0..<(try loop.wait(until: .never)) {
        let event = loop.event(at: index)
        if event.token.kind == .controlListener { server.accept(on: loop) }
        guard event.token.kind == .controlClient else { continue }
        received += server.requests(from: 1, event: event, on: loop).count
      }
    }
    try pipe.fileHandleForWriting.close()
    if let file = server.takeFile(of: 1) {
      let written = write(file.number, "x", 1)
      #expect(written == 1)
    }
    // All others are closed: after the byte that one copy wrote comes the end.
    #expect(try pipe.fileHandleForReading.readToEnd() == Data("x".utf8))
  }

  @Test("only the owner may open the socket, and it goes with the server")
  func mode() throws {
    _ = try serve(answers: []) { path in
      let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
      #expect(mode as? Int == 0o600)
    }
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test("a failure carries the daemon's words")
  func failure() throws {
    let failure = ControlFailure(problem: "no node is called x", remedy: "See `selvedge status`.")
    _ = try serve(answers: [.failure(failure)]) { path in
      var client = try ControlClient(path: path)
      try client.send(.down)
      #expect(throws: ControlError.failed(failure)) { _ = try client.next() }
    }
  }

  @Test("a line that is no request is answered, and the connection goes on")
  func malformed() throws {
    let requests = try serve(answers: [.done]) { path in
      let socket = try RawControlSocket(path: path)
      try socket.write("{\"dance\":{}}\nnonsense\n{\"status\":{}}\n")
      #expect(try socket.line().contains("failure"))
      #expect(try socket.line().contains("failure"))
      #expect(try socket.line().contains("done"))
    }
    #expect(requests == [.status])
  }

  @Test("an endless line ends the connection, not the daemon")
  func endlessLine() throws {
    let requests = try serve(answers: [.done]) { path in
      let socket = try RawControlSocket(path: path)
      let chunk = String(repeating: "x", count: 8192)
      #expect(throws: ControlError.closed(path: path)) {
        for _ in 0..<64 { try socket.write(chunk) }
        _ = try socket.line()
      }
      var client = try ControlClient(path: path)
      try client.send(.status)
      #expect(try client.next() == nil)
    }
    #expect(requests == [.status])
  }

  @Test("more clients than allowed are told so")
  func tooMany() throws {
    _ = try serve(clientsMax: 1, answers: [.done]) { path in
      var first = try ControlClient(path: path)
      try first.send(.status)
      #expect(try first.next() == nil)
      var second = try ControlClient(path: path)
      do throws(ControlError) {
        _ = try second.next()
        Issue.record("served beyond the limit")
      } catch {
        #expect(error.problem.contains("control clients"))
      }
    }
  }

  @Test("clients that say nothing keep nobody out")
  func silentClients() throws {
    let requests = try serve(clientsMax: 4, answers: [.done]) { path in
      let silent = try (0..<4).map { _ in try RawControlSocket(path: path) }
      var client = try ControlClient(path: path)
      try client.send(.status)
      #expect(try client.next() == nil)
      // The one that has waited longest has gone.
      #expect(throws: ControlError.self) { _ = try silent[0].line() }
    }
    #expect(requests == [.status])
  }

  @Test("a client that does not read is cut off before its answers fill the memory")
  func deafClient() throws {
    var loop = try EventLoop()
    var server = try ControlServer(path: path, clientsMax: 4)
    try loop.add(server.descriptor, token: EventToken(.controlListener))
    let deaf = try RawControlSocket(path: path)
    _ = try loop.wait(until: .never)
    server.accept(on: loop)
    let answer = ControlResponse.configuration(yaml: String(repeating: "x", count: 60_000))
    var sent = 0
    while server.isConnected(1), sent < 1_000 {
      server.send(answer, to: 1, on: loop)
      sent += 1
    }
    let isConnected = server.isConnected(1)
    #expect(!isConnected)
    // What is queued here, and what the kernel takes.
    #expect(sent * 60_000 < RuntimeLimits.controlQueueBytes + (2 << 20))
    _ = deaf
  }

  @Test("without a daemon, the message says how to start one")
  func notRunning() throws {
    do {
      _ = try ControlClient(path: path)
      Issue.record("connected to nobody")
    } catch {
      #expect(error == .notRunning(path: path))
      #expect(error.remedy.contains("selvedge up"))
    }
  }

  @Test("a path too long for a socket is named")
  func longPath() throws {
    let path = "/tmp/" + String(repeating: "x", count: 120)
    #expect(throws: ControlError.pathTooLong(path: path)) {
      _ = try ControlServer(path: path, clientsMax: 1)
    }
    #expect(throws: ControlError.pathTooLong(path: path)) { _ = try ControlClient(path: path) }
  }
}
