import OverlayCore

/// What a seal between a packet's first and last node is bound to, beside its payload: everything in
/// the packet's header that relays leave alone, and the seal's own header.
///
/// Both ends write it down anew, since the header may have crossed the links under labels.
struct BoundHeader: ~Copyable {
  private(set) var bytes = InlineArray<56, UInt8>(repeating: 0)

  init(_ header: PacketHeader, _ seal: DataHeader) {
    var span = bytes.mutableSpan
    header.write(to: &span, at: 0)
    span[0] = 0
    span[PacketHeader.hopLimitOffset] = 0
    seal.write(to: &span, at: PacketHeader.byteCount)
  }
}
