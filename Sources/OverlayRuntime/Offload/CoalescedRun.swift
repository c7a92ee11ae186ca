/// Packets of one flow that follow each other, as the single packet that the kernel takes (GRO).
///
/// Nothing is copied: the first packet's headers are changed where they lie, and the payloads of all
/// others are named where they lie.
@safe
struct CoalescedRun: ~Copyable {
  /// Packets in a run at most: as many as the kernel's own coalescing forms from 1,280-byte packets.
  static let packetsMax = 64
  private static let bytesMax = 65_535

  private(set) var first: TransportPacket?
  /// The payloads behind the first packet.
  private let payloads: UnsafeMutablePointer<PacketBuffer>
  private(set) var count = 0
  private var segmentLength = 0
  private var byteCount = 0
  private var nextSequence: UInt32 = 0
  private var nextIdentification: UInt16 = 0
  /// A shorter packet or a pushed one ends a run.
  private var isClosed = false
  private var isPushed = false

  init() {
    unsafe payloads = .allocate(capacity: Self.packetsMax)
  }

  deinit {
    unsafe payloads.deallocate()
  }

  /// Starts anew with a packet whose checksum is right.
  mutating func begin(_ packet: TransportPacket) {
    first = packet
    count = 1
    segmentLength = packet.payloadLength
    byteCount = packet.range.count
    nextSequence = packet.sequence &+ UInt32(packet.payloadLength)
    nextIdentification = packet.identification &+ 1
    isPushed = packet.isPushed
    isClosed = packet.isPushed
  }

  /// Whether a packet belongs to the run's flow.
  func isOfFlow(_ packet: TransportPacket) -> Bool { first?.isOfFlow(packet) ?? false }

  /// Takes the packet that follows; false when it does not follow, or the run is full.
  mutating func append(_ packet: TransportPacket) -> Bool {
    guard !isClosed, count < Self.packetsMax, let first,
      packet.payloadLength <= segmentLength, byteCount + packet.payloadLength <= Self.bytesMax,
      !packet.isTCP || packet.sequence == nextSequence,
      packet.isIPv6 || packet.identification == nextIdentification, first.resembles(packet)
    else { return false }
    let payload = packet.payload
    unsafe payloads[count - 1] = PacketBuffer(
      start: packet.buffer.pointer(payload), count: payload.count)
    count += 1
    byteCount += payload.count
    nextSequence &+= UInt32(payload.count)
    nextIdentification &+= 1
    isPushed = packet.isPushed
    isClosed = packet.isPushed || payload.count < segmentLength
    return true
  }

  /// The payload of packet `number`, from 1 on.
  func payload(_ number: Int) -> PacketBuffer {
    precondition(number >= 1 && number < count, "no such packet")
    return unsafe payloads[number - 1]
  }

  /// Makes the first packet's headers those of the whole, and ends the run.
  ///
  /// - Returns: what to tell the kernel.
  mutating func finish() -> VirtioHeader {
    defer { first = nil }
    guard let first, count > 1 else { return VirtioHeader() }
    let (buffer, start) = (first.buffer, first.range.lowerBound)
    if first.isIPv6 {
      buffer.store(UInt16(byteCount - 40), at: start + 4)
    } else {
      buffer.store(UInt16(byteCount), at: start + 2)
      buffer.store(UInt16(0), at: start + 10)
      var checksum = InternetChecksum()
      checksum.add(buffer, start..<(start + first.ipLength))
      buffer.store(checksum.field, at: start + 10)
    }
    if isPushed { first.markPushed() }
    let length = byteCount - first.ipLength
    if !first.isTCP { buffer.store(UInt16(length), at: first.transport + 4) }
    var header = VirtioHeader()
    header.isChecksumPartial = true
    header.segmentation = first.isTCP ? (first.isIPv6 ? .tcpIPv6 : .tcpIPv4) : .udp
    header.headersLength = UInt16(first.headersLength)
    header.segmentLength = UInt16(segmentLength)
    header.checksumStart = UInt16(first.ipLength)
    header.checksumOffset = first.isTCP ? 16 : 6
    buffer.store(
      first.pseudoHeader(length: length).partial,
      at: first.transport + Int(header.checksumOffset))
    return header
  }
}
