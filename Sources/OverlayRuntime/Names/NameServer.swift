internal import CLinuxNet
internal import OverlayCore
internal import OverlaySecurity

/// The sockets on which questions for names come in, and the questions that wait.
struct NameServer: ~Copyable {
  /// The labels of the domain that is answered for.
  let domain: [String]
  private var ports: [DatagramPort] = []
  private var listeners: [SharedListener] = []
  private var clients: [Int: NameConnection] = [:]
  private var accepted = 0
  /// Connections that were closed to make room for others.
  private(set) var displaced: UInt64 = 0
  private var waiting: [WaitingQuestion] = []
  private var budget = QuestionBudget()
  private static let patience = Interval.seconds(3)

  /// A listener that an array can hold.
  private final class SharedListener {
    let listener: StreamListener
    init(_ listener: consuming StreamListener) { self.listener = listener }
  }

  /// A server without sockets.
  init(domain: String) {
    self.domain = domain.split(separator: ".").map(String.init)
  }

  /// Listens at an address, by UDP and TCP.
  mutating func listen(on address: UnderlayAddress) throws(SocketError) {
    let port = DatagramPort(
      try UDPSocket(
        bindingTo: address, queueBytes: RuntimeLimits.forwardQueueBytes,
        messages: RuntimeLimits.forwardMessages))
    let bound = port.socket.address
    do {
      listeners.append(SharedListener(try StreamListener(bindingTo: bound)))
    } catch {
      throw .refused(bound, error)
    }
    ports.append(port)
  }

  /// Where it listens.
  var addresses: [UnderlayAddress] { ports.map { $0.socket.address } }

  /// Registers everything with the loop.
  func register(on loop: borrowing EventLoop) throws(SystemError) {
    for index in ports.indices {
      try loop.add(
        ports[index].socket.descriptor, token: EventToken(.nameSocket, index: index))
      try loop.add(
        listeners[index].listener.descriptor, token: EventToken(.nameListener, index: index))
    }
  }

  /// The socket of a number.
  func port(_ index: Int) -> DatagramPort? { ports.indices.contains(index) ? ports[index] : nil }

  /// Whether one more question may be answered now.
  mutating func admits(_ asker: NameAsker, now: Instant) -> Bool {
    budget.admits(host(of: asker), now: now)
  }

  /// The host that asks; this host itself, and whoever has gone meanwhile, are nil.
  func host(of asker: NameAsker) -> UInt128? {
    let address: UnderlayAddress? =
      switch asker {
      case .datagram(_, let address): address
      case .connection(let client): clients[client]?.site
      }
    guard let host = address?.host else { return nil }
    let isOwn =
      address?.isLoopback == true
      || ports.contains { $0.socket.address.host == host }
    return isOwn ? nil : host
  }

  // MARK: Connections

  /// Takes connections that wait, so many at a time. Where every place is taken, whoever has the most
  /// gives way with its oldest, so that nobody can keep others out.
  mutating func accept(_ listener: Int, now: Instant, on loop: borrowing EventLoop) {
    guard listeners.indices.contains(listener) else { return }
    for _ in 0..<RuntimeLimits.nameClients {
      let descriptor = clinuxnet_unix_accept(listeners[listener].listener.descriptor)
      guard descriptor >= 0 else { return }
      let connection = NameConnection(descriptor: descriptor, now: now)
      if clients.count >= RuntimeLimits.nameClients { makeRoom(for: connection.site) }
      accepted += 1
      let token = EventToken(.nameClient, index: accepted)
      guard (try? loop.add(descriptor, token: token)) != nil else { continue }
      clients[accepted] = connection
    }
  }

  /// Closes the oldest connection of the host that has the most, a newcomer's own when it has as many.
  private mutating func makeRoom(for newcomer: UnderlayAddress?) {
    var counts: [UnderlayAddress?: Int] = [:]
    for client in clients.values { counts[client.site, default: 0] += 1 }
    let most = counts.values.max() ?? 0
    let isOwn = counts[newcomer, default: 0] >= most
    let given = clients.filter {
      isOwn ? $0.value.site == newcomer : counts[$0.value.site] == most
    }
    guard let oldest = given.keys.min() else { return }
    clients[oldest] = nil
    displaced += 1
  }

  /// The messages that have come on a connection, which is closed when it has ended.
  mutating func messages(from client: Int, now: Instant) -> [[UInt8]] {
    guard let connection = clients[client] else { return [] }
    guard connection.fill() else {
      clients[client] = nil
      return []
    }
    var messages: [[UInt8]] = []
    while let message = connection.next() {
      messages.append(message)
      connection.hasAsked(now: now)
    }
    return messages
  }

  /// Sends an answer over a connection.
  mutating func send(_ message: [UInt8], to client: Int) {
    guard let connection = clients[client], !connection.send(message) else { return }
    clients[client] = nil
  }

  // MARK: Waiting

  /// Whether one more question of an asker may wait for its node to be found: one host's questions take
  /// at most as many places as they leave, so that others find some.
  func mayWait(_ asker: NameAsker) -> Bool {
    let host = host(of: asker)
    return waiting.count { $0.host == host } < RuntimeLimits.waitingNames - waiting.count
  }

  /// Lets a question wait for its node to be found; false when too many do.
  mutating func keep(_ question: NameQuestion, _ asker: NameAsker, now: Instant) -> Bool {
    guard mayWait(asker) else { return false }
    waiting.append(
      WaitingQuestion(
        question: question, asker: asker, host: host(of: asker), deadline: now + Self.patience))
    return true
  }

  /// Hands out everything that waits.
  mutating func takeWaiting() -> [WaitingQuestion] {
    defer { waiting = [] }
    return waiting
  }

  /// Lets it wait on.
  mutating func keepOn(_ question: WaitingQuestion) { waiting.append(question) }

  /// When something has waited for too long.
  var nextDeadline: Instant {
    let first = waiting.reduce(Instant.never) { min($0, $1.deadline) }
    return clients.values.reduce(first) { min($0, $1.deadline) }
  }

  /// Closes silent connections and hands out the questions that have waited for too long.
  mutating func expire(now: Instant) -> [WaitingQuestion] {
    clients = clients.filter { $0.value.deadline > now }
    let over = waiting.filter { $0.deadline <= now }
    waiting.removeAll { $0.deadline <= now }
    return over
  }
}
