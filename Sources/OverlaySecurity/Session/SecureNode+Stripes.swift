public import OverlayCore

// Packets in stripes over several paths, any one of which may fail.

extension SecureNode {
  /// Cuts a stripe of a packet of our own into a buffer of its own.
  ///
  /// - Parameters:
  ///   - index: Which stripe; that behind the last is the parity.
  ///   - packet: The whole one.
  ///   - stripes: How many there are, ``Hops/stripes``.
  ///   - source: The bytes in which the packet lies.
  ///   - buffer: Where the stripe is to lie, ready to be sealed.
  /// - Returns: The packet to seal there for its hop, `hops[index]`.
  public static func cut(
    _ index: Int, of packet: Packet, stripes: Int, from source: borrowing Span<UInt8>,
    to buffer: inout MutableSpan<UInt8>
  ) -> Packet {
    let stripe = StripeHeader(
      index: index, stripes: stripes, kind: packet.header.kind, payloadBytes: packet.payload.count)
    let length = stripe.cut(source, packet.payload, to: &buffer, at: PacketLayout.headroom)
    var part = packet
    part.header.kind = .stripe
    part.header.sequence &+= UInt32(index)
    part.payload = PacketLayout.headroom..<(PacketLayout.headroom + length)
    return part
  }

  /// Takes a stripe in.
  mutating func assemble(
    _ bytes: borrowing Span<UInt8>, _ range: Range<Int>, _ header: PacketHeader, now: Instant
  ) -> Reception {
    let stripe: StripeHeader
    do throws(DecodeError) {
      stripe = try StripeHeader(bytes, in: range)
    } catch {
      counters.badFrames += 1
      return .consumed
    }
    let contents = range.dropFirst(StripeHeader.byteCount)
    guard let packet = stripes.add(stripe, of: header, bytes, contents, now: now) else {
      return .consumed
    }
    return .assembled(
      packet,
      Delivery(
        payload: PacketLayout.headroom..<(PacketLayout.headroom + packet.byteCount),
        source: header.source, trafficClass: header.trafficClass, kind: packet.kind))
  }

  /// Writes an assembled packet to where its delivery says that it lies. Before the next datagram is
  /// received.
  public mutating func write(
    _ packet: StripeAssembler.Packet, to buffer: inout MutableSpan<UInt8>
  ) {
    stripes.write(packet, to: &buffer, at: PacketLayout.headroom)
  }
}
