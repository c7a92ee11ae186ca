internal import CLinuxNet
internal import Glibc

/// The serving end of a control socket: a Unix socket that only its owner may use, over which
/// programs send one JSON request a line and read JSON answers, one or several a request.
public struct LineServer<Request: Decodable, Answer: ControlAnswer>: ~Copyable {
  private let path: String
  private let listener: OwnedDescriptor
  private let clientsMax: Int
  private var connections: [Int: ControlConnection] = [:]
  private var accepted = 0

  /// Listens at `path`. The caller holds the directory's lock, so a socket file that is there
  /// already was left behind by a process that crashed, and goes.
  public init(path: String, clientsMax: Int) throws(ControlError) {
    unsafe unlink(path)
    let result = unsafe clinuxnet_unix_listen(path, 16)
    guard result >= 0 else {
      throw result == -ENAMETOOLONG
        ? .pathTooLong(path: path) : .refused(path: path, SystemError(code: -result))
    }
    listener = OwnedDescriptor(result)
    self.path = path
    self.clientsMax = clientsMax
  }

  deinit {
    unsafe unlink(path)
  }

  /// The descriptor to register with the loop as `controlListener`.
  public var descriptor: Int32 { listener.number }

  /// Takes the connections that wait and registers them with the loop. Too many, or a connection
  /// of another user than ours and root, are closed at once.
  public mutating func accept(on loop: borrowing EventLoop) {
    while true {
      let descriptor = clinuxnet_unix_accept(listener.number)
      guard descriptor >= 0 else { return }
      let connection = ControlConnection(descriptor: descriptor)
      let user = clinuxnet_unix_peer_user(descriptor)
      guard user == geteuid() || user == 0 else { continue }
      guard connections.count < clientsMax else {
        let failure = ControlFailure(
          problem: "\(clientsMax) control clients are served already",
          remedy:
            "Wait for one to finish; a daemon takes more with `control.clients` in config.yaml."
        )
        if let line = try? ControlCoding.line(Answer.failure(failure)) {
          _ = connection.write(line)
        }
        continue
      }
      accepted += 1
      let token = EventToken(.controlClient, index: accepted)
      guard (try? loop.add(descriptor, token: token)) != nil else { continue }
      connections[accepted] = connection
    }
  }

  /// Handles an event of client `client` and returns the requests that arrived with it. A line
  /// that is not a request is answered with a failure here.
  public mutating func requests(
    from client: Int, event: ReadyEvent, on loop: borrowing EventLoop
  ) -> [Request] {
    guard let connection = connections[client] else { return [] }
    if event.isWritable, !connection.flush() { return drop(client) }
    if event.isReadable, !connection.fill() { return drop(client) }
    var requests: [Request] = []
    while let line = connection.nextLine() {
      do throws(ControlError) {
        requests.append(try ControlCoding.decode(Request.self, from: line))
      } catch {
        send(.failure(ControlFailure(error)), to: client, on: loop)
      }
    }
    watch(client, on: loop)
    return requests
  }

  /// The open file that a client passed with its request, once; nil when there was none.
  public func takeFile(of client: Int) -> OwnedDescriptor? { connections[client]?.takeFile() }

  /// Whether a client is still there.
  public func isConnected(_ client: Int) -> Bool { connections[client] != nil }

  /// Sends one line of an answer; the client is cut off when it does not read.
  public mutating func send(
    _ answer: Answer, to client: Int, on loop: borrowing EventLoop
  ) {
    guard let connection = connections[client] else { return }
    guard let line = try? ControlCoding.line(answer), connection.write(line) else {
      _ = drop(client)
      return
    }
    watch(client, on: loop)
  }

  private func watch(_ client: Int, on loop: borrowing EventLoop) {
    guard let connection = connections[client] else { return }
    let token = EventToken(.controlClient, index: client)
    try? loop.watchWrites(connection.descriptor, token: token, connection.isBlocked)
  }

  private mutating func drop(_ client: Int) -> [Request] {
    connections[client] = nil
    return []
  }
}

/// The daemon's end of its control socket.
public typealias ControlServer = LineServer<ControlRequest, ControlResponse>
