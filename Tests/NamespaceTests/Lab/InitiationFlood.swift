import Foundation
import OverlaySecurity
import Synchronization

/// A flood of initiations by somebody who has seen a token: random bytes with a right first code, as fast
/// as two threads can make and send them, from many addresses.
///
/// Unchecked: its threads share atomics and a semaphore, and read what does not change.
final class InitiationFlood: @unchecked Sendable {
  /// Its sources: so many networks of 256 addresses, with a few sockets in each.
  private static let networks = 64
  private static let socketsPerNetwork = 4
  /// Datagrams from one socket before the next one's turn.
  private static let burst = 8
  /// As long as a genuine initiation without its codes.
  private static let bodyBytes = 300

  private let sent = Atomic<UInt64>(0)
  private let isOver = Atomic<Bool>(false)
  private let finished = DispatchSemaphore(value: 0)
  private let began = ContinuousClock.now
  private let sockets: [Int32]
  private var ended: (sent: UInt64, seconds: Double)?

  /// Begins to flood a member from a host of the bench.
  ///
  /// - Parameters:
  ///   - source: where it comes from; the bench's router sends answers back there.
  ///   - target: the address of the node that made the token.
  ///   - token: an invitation of that node's, used up or not.
  init(in lab: NamespaceLab, from source: String, to target: String, port: UInt16, token: String)
    throws
  {
    let invitation = try Invitation(token: token)
    let authenticator = MessageAuthenticator(
      presharedKey: invitation.presharedKey, receiver: invitation.inviter)
    try lab.run(on: source, ["ip", "route", "add", "local", "10.99.0.0/16", "dev", "lo"])
    try lab.configure(lab.router, ["ipv4/conf/all/rp_filter": 0])
    try NamespaceLab.run(
      ["ip", "-n", lab.router, "route", "add", "10.99.0.0/16", "via", lab[source].ipv4])
    var opened: [Int32] = []
    for number in 0..<(Self.networks * Self.socketsPerNetwork) {
      let host = "10.99.\(number % Self.networks).\(1 + number / Self.networks)"
      opened.append(
        try NamespaceSocket.datagrams(
          in: lab[source].namespace, from: host, to: target, port: port))
    }
    sockets = opened
    for half in 0..<2 {
      let own = sockets.enumerated().filter { $0.offset % 2 == half }.map(\.element)
      Thread.detachNewThread { [self] in flood(authenticator, own) }
    }
  }

  deinit {
    for socket in sockets { close(socket) }
  }

  /// Ends it; how many datagrams the kernel has taken, and in how many seconds.
  func stop() -> (sent: UInt64, seconds: Double) {
    if let ended { return ended }
    isOver.store(true, ordering: .relaxed)
    for _ in 0..<2 { finished.wait() }
    let seconds = (ContinuousClock.now - began) / .seconds(1)
    ended = (sent.load(ordering: .relaxed), seconds)
    return (sent.load(ordering: .relaxed), seconds)
  }

  private func flood(_ authenticator: MessageAuthenticator, _ sockets: [Int32]) {
    // A version that the victim speaks, and no features.
    var body: [UInt8] = [1, 2, 2, 0, 0, 0, 0] + [UInt8](repeating: 0, count: Self.bodyBytes)
    var random = SystemRandomNumberGenerator()
    var turn = 0
    while !isOver.load(ordering: .relaxed) {
      let socket = sockets[turn % sockets.count]
      turn += 1
      for _ in 0..<Self.burst {
        withUnsafeBytes(of: random.next()) { body.replaceSubrange(7..<15, with: $0) }
        withUnsafeBytes(of: random.next()) { body.replaceSubrange(40..<48, with: $0) }
        let message = authenticator.finish(body, cookie: nil)
        if send(socket, message, message.count, Int32(MSG_DONTWAIT)) > 0 {
          sent.add(1, ordering: .relaxed)
        }
      }
    }
    finished.signal()
  }
}

extension NamespaceSocket {
  /// A UDP socket with an address of its own and one peer.
  static func datagrams(
    in namespace: String, from source: String, to target: String, port: UInt16
  ) throws -> Int32 {
    let descriptor = try open(
      in: namespace, domain: AF_INET, type: Int32(SOCK_DGRAM.rawValue))
    var own = sockaddr_in()
    own.sin_family = sa_family_t(AF_INET)
    inet_pton(AF_INET, source, &own.sin_addr)
    var peer = own
    peer.sin_port = port.bigEndian
    inet_pton(AF_INET, target, &peer.sin_addr)
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    func call(
      _ address: sockaddr_in, _ function: (UnsafePointer<sockaddr>) -> Int32
    ) -> Int32 {
      withUnsafePointer(to: address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1, function)
      }
    }
    guard call(own, { bind(descriptor, $0, size) }) == 0,
      call(peer, { connect(descriptor, $0, size) }) == 0
    else {
      close(descriptor)
      throw LabError.missing("no socket at \(source) in \(namespace): error \(errno)")
    }
    return descriptor
  }
}
