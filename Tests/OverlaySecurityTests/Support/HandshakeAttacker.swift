import OverlayCore

@testable import OverlaySecurity

/// Somebody who has seen an invitation: knows the network's pre-shared key and the public key of one
/// member, and has no credential.
struct HandshakeAttacker {
  let authenticator: MessageAuthenticator
  var random: SeededRandom

  init(on network: TinyNetwork, victim: Int, seed: UInt64 = 77) {
    let key = network.hosts[victim].key?.publicKey ?? []
    authenticator = MessageAuthenticator(
      presharedKey: network.network.authority.presharedKey, receiver: key)
    random = SeededRandom(seed: seed)
  }

  /// An initiation that looks genuine until its first key agreement.
  mutating func junk() -> [UInt8] {
    let noise = (0..<NoiseHandshake.initiationOverheadBytes / 8).flatMap { _ in
      withWord(random.next())
    }
    return InitiationFrame.encode(
      sender: UInt32(truncatingIfNeeded: random.next()), noise: noise,
      authenticator: authenticator, cookie: nil)
  }

  mutating func address() -> UnderlayAddress {
    UnderlayAddress(
      ipv4: UInt32(truncatingIfNeeded: random.next()),
      port: UInt16(truncatingIfNeeded: random.next()))
  }

  /// A captured message with its codes made again over `change`'s result, as who knows the
  /// pre-shared key can.
  func again(
    _ message: [UInt8], cookie: [UInt8]? = nil, _ change: (inout [UInt8]) -> Void = { _ in }
  ) -> [UInt8] {
    var body = Array(message.dropLast(MessageAuthenticator.trailerBytes))
    change(&body)
    return authenticator.finish(body, cookie: cookie)
  }

  private func withWord(_ word: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64($0 * 8)) }
  }
}

extension TinyNetwork.Host {
  /// How many sessions were made with another host.
  func sessions(with other: TinyNetwork.Host) -> Int {
    let peer = other.node.identity
    return events.count {
      if case .event(.sessionEstablished(peer, _)) = $0 { true } else { false }
    }
  }

  /// Where the handshakes with another host stand.
  func handshake(with other: TinyNetwork.Host) -> PeerHandshake? {
    node.places[other.node.identity].flatMap { node.records[$0]?.handshake }
  }

  /// The slot of the session with another host that is in use.
  func current(with other: TinyNetwork.Host) -> Int? {
    node.places[other.node.identity].map { node.peers[$0].current }
  }

  /// Whether something happened.
  func hasSeen(_ isIt: (OverlayEvent) -> Bool) -> Bool {
    events.contains { if case .event(let event) = $0 { isIt(event) } else { false } }
  }
}
