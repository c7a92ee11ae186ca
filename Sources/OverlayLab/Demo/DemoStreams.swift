import OverlayCore
import OverlayRuntime

/// The demonstration's traffic from MIT to ArosNet: a voice-like stream and a bulk transfer, each
/// straight from site to site and over the overlay.
final class DemoStreams {
  /// One of the two ways to go.
  enum Way: Int, CaseIterable {
    case direct
    case overlay
  }

  /// Where the ends of the streams are.
  struct Addresses {
    /// MIT's end on the direct way.
    var directCaller: UnderlayAddress
    /// ArosNet as MIT reaches it directly.
    var directTarget: UnderlayAddress
    /// ArosNet's end on the direct way.
    var directResponder: UnderlayAddress
    /// The local port of MIT's daemon that leads to ArosNet.
    var overlayTarget: UnderlayAddress
    /// Where ArosNet's daemon delivers to.
    var overlayResponder: UnderlayAddress
  }

  /// Voice as most telephones send it: 50 packets a second, 160 bytes of G.711 and RTP's 12.
  static let voiceInterval = Interval.milliseconds(20)
  static let voiceBytes = 172

  private(set) var voices = [StreamLedger(), StreamLedger()]
  private(set) var transfers = [BulkTransfer(), BulkTransfer()]
  private var nextVoice: Instant
  private let callers: [StreamSocket]
  private let responders: [StreamSocket]
  private let targets: [UnderlayAddress]

  /// Opens the four sockets. The streams begin at `start`.
  init(_ addresses: Addresses, start: Instant) throws {
    let loopback = UnderlayAddress(ipv4: 127 << 24 | 1, port: 0)
    callers = [
      try StreamSocket(bindingTo: addresses.directCaller), try StreamSocket(bindingTo: loopback),
    ]
    responders = [
      try StreamSocket(bindingTo: addresses.directResponder),
      try StreamSocket(bindingTo: addresses.overlayResponder),
    ]
    targets = [addresses.directTarget, addresses.overlayTarget]
    nextVoice = start
  }

  /// Has the loop watch the sockets; they report as `tunnel` with their number.
  func register(with loop: borrowing EventLoop) throws {
    for (index, socket) in (callers + responders).enumerated() {
      try loop.add(socket.socket.descriptor, token: EventToken(.tunnel, index: index))
    }
  }

  /// When ``advance(to:)`` is next due.
  var nextDeadline: Instant {
    transfers.map(\.deadline).reduce(nextVoice) { min($0, $1) }
  }

  /// Sends what is due.
  func advance(to now: Instant) {
    while nextVoice <= now {
      for way in Way.allCases {
        guard let sequence = voices[way.rawValue].send(at: now) else { continue }
        send(way, isVoice: true, sequence, byteCount: Self.voiceBytes, at: now)
      }
      nextVoice = nextVoice + Self.voiceInterval
    }
    for way in Way.allCases {
      transfers[way.rawValue].expire(at: now)
      while let sequence = transfers[way.rawValue].send(at: now) {
        send(way, isVoice: false, sequence, byteCount: BulkTransfer.datagramBytes, at: now)
      }
      callers[way.rawValue].flush()
    }
  }

  private func send(
    _ way: Way, isVoice: Bool, _ sequence: UInt32, byteCount: Int, at now: Instant
  ) {
    let message = StreamMessage(
      kind: .request, stream: isVoice ? 0 : 1, sequence: sequence, sent: now)
    callers[way.rawValue].send(message, byteCount: byteCount, to: targets[way.rawValue])
  }

  /// Takes in what has arrived on a socket.
  func receive(on index: Int, now: Instant) {
    let way = index % Way.allCases.count
    if index < callers.count {
      callers[way].receive { message, _, _ in
        guard message.kind == .answer else { return }
        if message.stream == 0 {
          voices[way].answer(message.sequence, at: now)
        } else {
          transfers[way].answer(message.sequence, at: now)
        }
      }
    } else {
      respond(way, now: now)
    }
  }

  private func respond(_ way: Int, now: Instant) {
    responders[way].receive { message, byteCount, source in
      guard message.kind == .request else { return }
      let isVoice = message.stream == 0
      if isVoice, !voices[way].arrive(message.sequence, at: now) { return }
      var answer = message
      answer.kind = .answer
      responders[way].send(
        answer, byteCount: isVoice ? byteCount : StreamMessage.byteCount, to: source)
    }
    responders[way].flush()
  }
}
