internal import CLinuxNet
internal import Glibc
public import OverlayCore

/// The serving end of a control socket: over it programs send one JSON request a line and read JSON
/// answers, one or several a request.
///
/// A Unix socket is for its owner alone. A TCP socket is for whoever reaches it; who may ask is for
/// the caller to find out, with ``lines(from:event:on:)``.
public struct LineServer<Request: Decodable, Answer: ControlAnswer>: ~Copyable {
  /// The socket's file; empty for a TCP socket.
  private let path: String
  /// Where a TCP socket listens; nil for a Unix socket.
  public let address: UnderlayAddress?
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
    address = nil
    self.clientsMax = clientsMax
  }

  /// Listens on a TCP port.
  public init(listening address: UnderlayAddress, clientsMax: Int) throws(ControlError) {
    do {
      let stream = try StreamListener(bindingTo: address)
      self.address = stream.address
      listener = stream.socket
    } catch {
      throw .refused(path: address.description, error)
    }
    path = ""
    self.clientsMax = clientsMax
  }

  /// A server that nobody can reach, for a node without a directory.
  init() throws(ControlError) {
    let result = clinuxnet_counter_open()
    guard result >= 0 else { throw .refused(path: "memory", SystemError(code: -result)) }
    listener = OwnedDescriptor(result)
    path = ""
    address = nil
    clientsMax = 0
  }

  deinit {
    if !path.isEmpty { unsafe unlink(path) }
  }

  /// The descriptor to register with the loop as `controlListener`.
  public var descriptor: Int32 { listener.number }

  /// Registers the socket with a loop as `controlListener`.
  func listen(on loop: borrowing EventLoop) throws(ControlError) {
    do throws(SystemError) {
      try loop.add(descriptor, token: EventToken(.controlListener))
    } catch {
      throw .refused(path: address?.description ?? path, error)
    }
  }

  /// How many clients there are.
  public var clientCount: Int { connections.count }

  /// Takes the connections that wait and registers them with the loop. Too many, or a connection
  /// of another user than ours and root, are closed at once.
  public mutating func accept(on loop: borrowing EventLoop) {
    while let connection = nextConnection() {
      if connections.count >= clientsMax { dropSilent() }
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
      _ = add(connection, on: loop)
    }
  }

  /// Closes the oldest connection on which nothing was ever asked.
  private mutating func dropSilent() {
    let silent = connections.filter { !$0.value.hasAsked }
    if let oldest = silent.keys.min() { connections[oldest] = nil }
  }

  /// Takes one of the connections that wait, and registers it with the loop where `admits` is true;
  /// closes it at once otherwise, and when there is no room.
  ///
  /// - Returns: nil when none waits; otherwise the client's number, 0 for one that was closed.
  mutating func acceptNext(on loop: borrowing EventLoop, _ admits: () -> Bool) -> Int? {
    guard let connection = nextConnection() else { return nil }
    guard admits(), connections.count < clientsMax else { return 0 }
    return add(connection, on: loop) ?? 0
  }

  /// The next connection that may be one.
  private func nextConnection() -> ControlConnection? {
    guard address == nil else {
      let descriptor = clinuxnet_tcp_accept(listener.number)
      return descriptor < 0
        ? nil
        : ControlConnection(
          descriptor: descriptor, queueBytesMax: RuntimeLimits.databaseQueueBytes)
    }
    while true {
      let descriptor = clinuxnet_unix_accept(listener.number)
      guard descriptor >= 0 else { return nil }
      let connection = ControlConnection(descriptor: descriptor)
      let user = clinuxnet_unix_peer_user(descriptor)
      if user == geteuid() || user == 0 { return connection }
    }
  }

  private mutating func add(
    _ connection: ControlConnection, on loop: borrowing EventLoop
  ) -> Int? {
    accepted += 1
    let token = EventToken(.controlClient, index: accepted)
    guard (try? loop.add(connection.descriptor, token: token)) != nil else { return nil }
    connections[accepted] = connection
    return accepted
  }

  /// Handles an event of client `client` and returns the requests that arrived with it. A line
  /// that is not a request is answered with a failure here.
  public mutating func requests(
    from client: Int, event: ReadyEvent, on loop: borrowing EventLoop
  ) -> [Request] {
    var requests: [Request] = []
    for line in lines(from: client, event: event, on: loop) {
      do throws(ControlError) {
        requests.append(try ControlCoding.decode(Request.self, from: line))
      } catch {
        send(.failure(ControlFailure(error)), to: client, on: loop)
      }
    }
    return requests
  }

  /// Handles an event of client `client` and returns the lines that arrived with it, whatever they
  /// hold.
  mutating func lines(
    from client: Int, event: ReadyEvent, on loop: borrowing EventLoop
  ) -> [[UInt8]] {
    guard let connection = connections[client] else { return [] }
    if event.isWritable, !connection.flush() {
      drop(client)
      return []
    }
    if event.isReadable, !connection.fill() {
      drop(client)
      return []
    }
    var lines: [[UInt8]] = []
    while let line = connection.nextLine() { lines.append(line) }
    watch(client, on: loop)
    return lines
  }

  /// The host at the other end of a client's TCP connection; nil where there is none.
  func peer(of client: Int) -> UnderlayAddress? {
    connections[client].flatMap { UnderlayAddress(peerOf: $0.descriptor)?.site }
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
      drop(client)
      return
    }
    watch(client, on: loop)
  }

  private func watch(_ client: Int, on loop: borrowing EventLoop) {
    guard let connection = connections[client] else { return }
    let token = EventToken(.controlClient, index: client)
    try? loop.watchWrites(connection.descriptor, token: token, connection.isBlocked)
  }

  /// Closes a client's connection.
  mutating func drop(_ client: Int) {
    connections[client] = nil
  }
}

/// The daemon's end of its control socket.
public typealias ControlServer = LineServer<ControlRequest, ControlResponse>
