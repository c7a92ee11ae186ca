import OverlayCore
import OverlayRuntime
import OverlaySecurity

/// Seals packets and sends them: a counter, the packet, its tag.
struct Sealer: ~Copyable {
  private let ends: Ends
  private let cipher: FrameCipher
  private var queue = SendQueue()
  private var counter: UInt64 = 0

  init(_ ends: Ends) {
    self.ends = ends
    cipher = ends.cipher()
  }

  mutating func send(_ batch: Batch) {
    for index in 0..<batch.count {
      let start = Reader.headroom
      seal(batch.buffers[index], start..<(start + batch.lengths[index]))
    }
    _ = queue.flush(through: ends.socket)
  }

  private mutating func seal(_ buffer: PacketBuffer, _ packet: Range<Int>) {
    let number = counter
    counter += 1
    let start = packet.lowerBound - Ends.counterBytes
    buffer.withSpan { bytes in
      var writer = ByteWriter(at: start)
      writer.uint64(number, to: &bytes)
      if !ends.isPlain {
        cipher.seal(&bytes, plaintext: packet, path: 0, counter: number)
      }
    }
    _ = queue.append(buffer, start..<(packet.upperBound + FrameCipher.tagBytes), to: ends.peer)
  }
}
