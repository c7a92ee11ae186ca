internal import CLinuxNet
internal import Glibc
public import OverlayCore

/// A program's end of a control socket. Every call waits.
public struct LineClient<Request: Encodable, Answer: ControlAnswer>: ~Copyable {
  private let path: String
  private let socket: OwnedDescriptor
  private var incoming = LineBuffer(lineBytesMax: RuntimeLimits.controlQueueBytes)

  /// Connects to whoever serves the socket.
  public init(path: String) throws(ControlError) {
    let result = unsafe clinuxnet_unix_connect(path)
    guard result >= 0 else {
      switch -result {
      case ENOENT, ECONNREFUSED: throw .notRunning(path: path)
      case EACCES, EPERM: throw .forbidden(path: path)
      case ENAMETOOLONG: throw .pathTooLong(path: path)
      default: throw .refused(path: path, SystemError(code: -result))
      }
    }
    socket = OwnedDescriptor(result)
    self.path = path
  }

  /// Connects to whoever serves a TCP port.
  ///
  /// - Parameter milliseconds: how long that may take, and later the sending of a request.
  public init(address: UnderlayAddress, within milliseconds: Int = 2_000) throws(ControlError) {
    let result = clinuxnet_tcp_connect(
      address.family.rawValue, UInt64(truncatingIfNeeded: address.host >> 64),
      UInt64(truncatingIfNeeded: address.host), address.port, Int32(clamping: milliseconds))
    guard result >= 0 else {
      throw .noServer(address: address.description, SystemError(code: -result))
    }
    socket = OwnedDescriptor(result)
    path = address.description
  }

  /// Sends a request.
  public func send(_ request: Request) throws(ControlError) {
    let line = try ControlCoding.line(request)
    var rest = line[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes {
        unsafe Glibc.send(
          socket.number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw .closed(path: path) }
      rest = rest.dropFirst(count)
    }
  }

  /// Sends a request with an open file, which stays open here as well.
  public func send(_ request: Request, passing file: Int32) throws(ControlError) {
    let line = try ControlCoding.line(request)
    let count = unsafe clinuxnet_unix_send_descriptor(socket.number, line, line.count, file)
    guard count == line.count else { throw .closed(path: path) }
  }

  /// The descriptor, to wait for lines together with something else.
  var descriptor: Int32 { socket.number }

  /// Waits for nothing but what has arrived, and returns its lines. For answers without an end.
  mutating func arrived() throws(ControlError) -> [Answer] {
    try fill(within: 0)
    var answers: [Answer] = []
    while let line = incoming.next() {
      let answer = try ControlCoding.decode(Answer.self, from: line)
      if let failure = answer.refusal { throw .failed(failure) }
      answers.append(answer)
    }
    return answers
  }

  /// The next line of the answer, nil when the answer is complete.
  ///
  /// - Parameter seconds: how long to wait for it.
  /// - Throws: ``ControlError/failed(_:)`` with the server's words when it could not do it.
  public mutating func next(within seconds: Int = 10) throws(ControlError) -> Answer? {
    while true {
      if let line = incoming.next() {
        let answer = try ControlCoding.decode(Answer.self, from: line)
        if let failure = answer.refusal { throw .failed(failure) }
        return answer.isLast ? nil : answer
      }
      try fill(within: seconds)
    }
  }

  private mutating func fill(within seconds: Int) throws(ControlError) {
    var readable = pollfd(fd: socket.number, events: Int16(POLLIN), revents: 0)
    let ready = unsafe poll(&readable, 1, Int32(clamping: seconds * 1000))
    if ready < 0, errno == EINTR { return }
    guard ready > 0 else { throw .silent(path: path) }
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    let count = unsafe recv(socket.number, &chunk, chunk.count, 0)
    if count < 0, errno == EINTR { return }
    guard count > 0 else { throw .closed(path: path) }
    guard incoming.append(chunk[..<count]) else { throw .malformed("an endless line") }
  }
}

/// A program's end of the daemon's control socket.
public typealias ControlClient = LineClient<ControlRequest, ControlResponse>
