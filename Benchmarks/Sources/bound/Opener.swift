import OverlayCore
import OverlayRuntime
import OverlaySecurity

/// Receives packets, opens them where they lie and hands them to the host.
struct Opener: ~Copyable {
  private let ends: Ends
  private let cipher: FrameCipher
  private var received = ReceivedDatagrams(capacity: RuntimeLimits.datagramBatch)
  private var hostward = TunWriter()

  init(_ ends: Ends) {
    self.ends = ends
    cipher = ends.cipher()
  }

  mutating func receive() {
    while (try? ends.socket.receive(inPlace: &received)) ?? 0 > 0 {
      for index in 0..<received.count { open(received[index]) }
      guard !ends.socket.hasPending else { continue }
      hostward.flush(to: ends.device)
      if ends.socket.isDrained { break }
    }
  }

  private mutating func open(_ datagram: PacketBuffer) {
    let sealed = Ends.counterBytes..<datagram.count
    guard sealed.count > FrameCipher.tagBytes else { return }
    let isWhole = datagram.withSpan { bytes in
      var reader = ByteReader(bytes.span)
      guard let number = try? reader.uint64(bytes.span) else { return false }
      return ends.isPlain
        || cipher.open(&bytes, ciphertextAndTag: sealed, path: 0, counter: number)
    }
    guard isWhole else { return }
    hostward.write(datagram, sealed.dropLast(FrameCipher.tagBytes), to: ends.device)
  }
}
