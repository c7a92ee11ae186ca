import Selvedge

/// A call over the overlay. This is all that an application has to do: open a conduit at each end, send
/// in the class `latency`, and take what arrives.
struct OverlayCall {
  /// The port that calls are answered at.
  static let port: UInt16 = 5_004

  private let speaker: Conduit
  private let ear: Conduit
  private let callee: Destination

  init(from caller: SelvedgeNode, to callee: SelvedgeNode) throws {
    speaker = try caller.open()
    // A voice that comes late is worth nothing: when the queue is full, the oldest goes.
    ear = try callee.open(
      port: Self.port, options: ConduitOptions(queueCapacity: 32, overflow: .dropOldest))
    self.callee = .node(callee.id)
  }

  /// Sends a frame. One that cannot be sent now is lost, like one that gets lost on the way.
  func send(_ frame: VoiceFrame) {
    try? speaker.trySend(frame.bytes, to: callee, port: Self.port, class: .latency)
  }

  /// Hands what arrives to a listener.
  func listen(_ listener: Listener) {
    ear.onDatagram { datagram in
      guard let frame = VoiceFrame(datagram.payload) else { return }
      listener.take(frame, at: CallClock.now)
    }
  }
}
