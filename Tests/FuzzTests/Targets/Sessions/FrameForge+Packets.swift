@testable import OverlayCore
@testable import OverlaySecurity

// Packets, of its own and in others' names.

extension FrameForge {
  /// The size of a payload: up to 64 KiB, small mostly.
  private func size(_ input: inout ScriptReader) -> Int {
    let choice = input.byte()
    return choice < 0xe0 ? Int(choice) : Int(input.uint16())
  }

  private func filled(_ count: Int, _ input: inout ScriptReader) -> [UInt8] {
    [UInt8](repeating: input.byte(), count: count)
  }

  /// | kind=1 | hops | class | flags | label 4 | sequence 4 | source 16 | destination 16 |
  private mutating func header(
    kind: UInt8, _ input: inout ScriptReader, isOwn: Bool = false
  ) -> [UInt8] {
    let (hops, flags) = (input.byte(), input.byte())
    var frame = WireBytes(.packet)
    // Zero is a fresh packet of its own to the victim, in the clear.
    frame.byte(hops ^ 3)
    frame.byte(input.byte() % 32)
    frame.byte(kind | flags & 0xc0)
    frame.integer(input.number(bits: 32), bytes: 4)
    frame.integer(input.number(bits: 32), bytes: 4)
    frame.node(isOwn || flags & 1 == 0 ? network.id(sender) : node(&input))
    frame.node(flags & 2 == 0 ? network.id(.victim) : node(&input))
    return frame.bytes
  }

  mutating func packet(_ input: inout ScriptReader) -> [UInt8] {
    let kind = input.byte() % 12
    let front = header(kind: kind, &input)
    guard kind == PayloadKind.candidates.rawValue else {
      let payload = input.raw(Int(input.byte() % 64))
      return front + payload + filled(size(&input), &input)
    }
    var note = WireBytes(front)
    let count = input.byte() % 5
    note.byte(count)
    for _ in 0..<count { note.address(address(&input)) }
    return note.bytes
  }

  /// What the sender last passed on for others, with another number and perhaps another payload.
  mutating func forgedCopy(_ input: inout ScriptReader) -> [UInt8] {
    let (step, changes) = (input.number(bits: 32), input.byte())
    guard let seen = network[sender].relayed else { return packet(&input) }
    var header = seen.header
    header.sequence &+= UInt32(truncatingIfNeeded: step)
    header.isCopied = changes & 1 == 0
    header.hopLimit = max(1, header.hopLimit)
    if changes & 2 != 0 { header.destination = network.id(.victim) }
    if changes & 4 != 0 { header.flowLabel ^= UInt32(input.byte()) }
    if changes & 8 != 0 { header.isSealed.toggle() }
    var bytes = [UInt8](repeating: 0, count: PacketHeader.byteCount)
    var span = bytes.mutableSpan
    header.write(to: &span, at: 0)
    var payload = seen.payload
    if changes & 16 != 0, !payload.isEmpty { payload[Int(input.byte()) % payload.count] ^= 1 }
    return bytes + payload
  }

  /// | index 4 bits | stripes 4 bits | kind 1 | bytes 2 | stripe |
  mutating func stripe(_ input: inout ScriptReader) -> [UInt8] {
    let front = header(kind: PayloadKind.stripe.rawValue, &input)
    let (place, kind) = (input.byte(), input.byte() % 2)
    let stripes = 2 + Int(place & 1)
    let index = Int(place >> 1) % (stripes + 1)
    let bytes = Int(1 + input.number(bits: 16) % 2_100)
    var frame = WireBytes(front)
    frame.byte(UInt8(index << 4 | stripes))
    frame.byte(kind)
    frame.integer(UInt64(bytes), bytes: 2)
    frame.append(filled((bytes + stripes - 1) / stripes, &input))
    return frame.bytes
  }

  /// | kind=12 | hops 1 | label 3 | sequence 3 |
  mutating func labelledPacket(_ input: inout ScriptReader) -> [UInt8] {
    var frame = WireBytes(.labelledPacket)
    frame.byte(input.byte() ^ 3)
    frame.integer(UInt64(input.byte()), bytes: 3)
    frame.integer(input.number(bits: 24), bytes: 3)
    frame.append(filled(size(&input), &input))
    return frame.bytes
  }

  /// | kind=13 | label 3 | class | flags | flow label 4 | sequence 4 | source 16 | destination 16 |
  mutating func labelOffer(_ input: inout ScriptReader) -> [UInt8] {
    var frame = WireBytes(.labelOffer)
    frame.integer(UInt64(input.byte()), bytes: 3)
    let front = header(kind: input.byte() % 10, &input)
    frame.append(Array(front.dropFirst(2)))
    return frame.bytes
  }

  func labelAnswer(_ input: inout ScriptReader) -> [UInt8] {
    var frame = WireBytes(.labelAnswer)
    frame.integer(input.number(bits: 24), bytes: 3)
    frame.byte(input.byte() & 1)
    return frame.bytes
  }
}
