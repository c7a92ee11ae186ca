import OverlayCore

/// The keys of one handshake with one peer, and the windows that keep out what was seen before.
///
/// One session seals frames to the neighbour itself, each underlay path under its own numbers,
/// and packets that reach the same peer through a relay, under ``endToEndPath``.
struct Session: ~Copyable {
  /// Numbers for underlay paths: 0 for the handshake's own, then odd ones for those that the
  /// peer with the lower node ID opened and even ones for the other's.
  static let pathsMax = 16
  /// The path that end-to-end seals count on.
  static let endToEndPath = pathsMax

  /// The peer's place in the peer table.
  let peer: Int
  /// What the peer writes into frames for this session.
  let localIndex: UInt32
  /// What we write into frames for the peer's.
  let remoteIndex: UInt32
  let isInitiator: Bool
  let createdAt: Instant
  /// What both ends can do beyond the version of the protocol.
  let features: ProtocolFeatures
  private let sendCipher: FrameCipher
  private let receiveCipher: FrameCipher
  /// Frames sealed: AES-GCM's guarantees wear off with their number, so it bounds a session.
  private(set) var sealedFrames: UInt64 = 0
  private var windows: InlineArray<17, ReplayWindow> = InlineArray(repeating: ReplayWindow())

  init(
    peer: Int, localIndex: UInt32, remoteIndex: UInt32, isInitiator: Bool, keys: SessionKeys,
    features: ProtocolFeatures = [], now: Instant
  ) {
    self.peer = peer
    self.localIndex = localIndex
    self.remoteIndex = remoteIndex
    self.isInitiator = isInitiator
    createdAt = now
    self.features = features
    sendCipher = FrameCipher(key: keys.send)
    receiveCipher = FrameCipher(key: keys.receive)
  }

  /// A session of nobody's, for a free slot of the table.
  static func vacant() -> Session {
    let key = SecretBytes([UInt8](repeating: 0, count: FrameCipher.keyBytes))
    return Session(
      peer: -1, localIndex: 0, remoteIndex: 0, isInitiator: false,
      keys: SessionKeys(send: key, receive: key, handshakeHash: []), now: .zero)
  }

  var isVacant: Bool { peer < 0 }

  mutating func seal(
    _ buffer: inout MutableSpan<UInt8>, plaintext: Range<Int>, path: Int, counter: UInt64,
    additionalData: Span<UInt8> = Span()
  ) {
    sealedFrames += 1
    sendCipher.seal(
      &buffer, plaintext: plaintext, path: UInt32(path), counter: counter,
      additionalData: additionalData)
  }

  /// How a frame fared.
  enum Opening {
    /// `isNewest` when no frame with a higher counter came on the path before.
    case opened(isNewest: Bool)
    /// The counter was seen before or lies behind the window.
    case replayed
    case forged
  }

  /// Opens a frame in place. Only a genuine frame moves the window.
  mutating func open(
    _ buffer: inout MutableSpan<UInt8>, ciphertextAndTag: Range<Int>, path: Int,
    counter: UInt64, additionalData: Span<UInt8> = Span()
  ) -> Opening {
    guard windows[path].wouldAccept(counter) else { return .replayed }
    guard
      receiveCipher.open(
        &buffer, ciphertextAndTag: ciphertextAndTag, path: UInt32(path), counter: counter,
        additionalData: additionalData)
    else { return .forged }
    _ = windows[path].accept(counter)
    return .opened(isNewest: windows[path].highest == counter)
  }
}
