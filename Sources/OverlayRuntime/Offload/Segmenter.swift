/// Cuts what the kernel left whole: a TCP or UDP packet of up to 64 KiB into packets that fit, with
/// every header and checksum as if the kernel had cut it itself (TSO, USO).
///
/// A packet that is whole already comes out once, with its checksum completed if it was not.
public struct Segmenter {
  private let packet: PacketBuffer
  private let range: Range<Int>
  private let header: VirtioHeader
  private let isIPv6: Bool
  /// Bytes of the IP header, and of it and the transport's.
  private let ipLength: Int
  private let headersLength: Int
  /// Bytes of payload in each segment, and of the payload that has been cut off so far.
  private let stride: Int
  private var offset = 0
  private var number = 0
  /// Whether nothing is left.
  public private(set) var isDone = false

  private static let pushAndFin: UInt8 = 0x09
  private static let congestionWindowReduced: UInt8 = 0x80

  /// Begins with the packet in `range` of a buffer.
  ///
  /// Nil when the packet is not what its header says, which a working kernel does not do.
  init?(_ packet: PacketBuffer, _ range: Range<Int>, _ header: VirtioHeader) {
    guard range.count >= 20 else { return nil }
    self.packet = packet
    self.range = range
    self.header = header
    isIPv6 = packet[range.lowerBound] >> 4 == 6
    ipLength = Int(header.checksumStart)
    let transport = range.lowerBound + ipLength
    switch header.segmentation {
    case .none:
      headersLength = range.count
      stride = range.count
      let end = ipLength + Int(header.checksumOffset) + 2
      guard !header.isChecksumPartial || end <= range.count else { return nil }
      return
    case .tcpIPv4, .tcpIPv6:
      guard transport + 20 <= range.upperBound else { return nil }
      headersLength = ipLength + Int(packet[transport + 12] >> 4) * 4
      guard headersLength >= ipLength + 20 else { return nil }
    case .udp: headersLength = ipLength + 8
    }
    stride = Int(header.segmentLength)
    guard ipLength >= (isIPv6 ? 40 : 20), stride > 0, headersLength < range.count else {
      return nil
    }
  }

  /// Writes the next packet into a buffer from `offset` on and returns its length; nil when there is
  /// none left or it does not fit.
  public mutating func next(into target: PacketBuffer, at start: Int) -> Int? {
    guard !isDone else { return nil }
    return header.segmentation == .none ? whole(into: target, at: start) : cut(target, start)
  }

  private mutating func whole(into target: PacketBuffer, at start: Int) -> Int? {
    isDone = true
    guard start + range.count <= target.count else { return nil }
    packet.copy(range, to: target, at: start)
    if header.isChecksumPartial {
      var checksum = InternetChecksum()
      checksum.add(target, (start + ipLength)..<(start + range.count))
      let place = start + ipLength + Int(header.checksumOffset)
      // Zero would mean that a UDP packet has none (RFC 768).
      let isUDP = header.checksumOffset == 6
      target.store(isUDP && checksum.field == 0 ? 0xffff : checksum.field, at: place)
    }
    return range.count
  }

  private mutating func cut(_ target: PacketBuffer, _ start: Int) -> Int? {
    let payload = (range.lowerBound + headersLength + offset)
    let size = min(stride, range.upperBound - payload)
    let isLast = payload + size == range.upperBound
    let length = headersLength + size
    guard start + length <= target.count else {
      isDone = true
      return nil
    }
    let headers = range.lowerBound..<(range.lowerBound + headersLength)
    packet.copy(headers, to: target, at: start)
    packet.copy(payload..<(payload + size), to: target, at: start + headersLength)
    finishIP(target, start, length)
    if header.segmentation == .udp {
      finishUDP(target, start, length)
    } else {
      finishTCP(target, start, length, isLast: isLast)
    }
    offset += size
    number += 1
    isDone = isLast
    return length
  }

  private func finishIP(_ target: PacketBuffer, _ start: Int, _ length: Int) {
    guard !isIPv6 else { return target.store(UInt16(length - 40), at: start + 4) }
    target.store(UInt16(length), at: start + 2)
    let identification = target.uint16(at: start + 4)
    target.store(identification &+ UInt16(truncatingIfNeeded: number), at: start + 4)
    target.store(UInt16(0), at: start + 10)
    var checksum = InternetChecksum()
    checksum.add(target, start..<(start + ipLength))
    target.store(checksum.field, at: start + 10)
  }

  private func finishTCP(_ target: PacketBuffer, _ start: Int, _ length: Int, isLast: Bool) {
    let tcp = start + ipLength
    target.store(target.uint32(at: tcp + 4) &+ UInt32(offset), at: tcp + 4)
    if !isLast { target[tcp + 13] &= ~Self.pushAndFin }
    if number > 0 { target[tcp + 13] &= ~Self.congestionWindowReduced }
    target.store(UInt16(0), at: tcp + 16)
    let checksum = sum(target, start, length, 6)
    target.store(checksum.field, at: tcp + 16)
  }

  private func finishUDP(_ target: PacketBuffer, _ start: Int, _ length: Int) {
    let udp = start + ipLength
    target.store(UInt16(length - ipLength), at: udp + 4)
    target.store(UInt16(0), at: udp + 6)
    let checksum = sum(target, start, length, 17)
    target.store(checksum.field == 0 ? 0xffff : checksum.field, at: udp + 6)
  }

  /// Over the pseudo-header (RFC 9293 section 3.1, RFC 8200 section 8.1) and everything behind it.
  private func sum(
    _ target: PacketBuffer, _ start: Int, _ length: Int, _ upperProtocol: Int
  ) -> InternetChecksum {
    var checksum = InternetChecksum()
    checksum.add(target, isIPv6 ? start + 8..<start + 40 : start + 12..<start + 20)
    checksum.add(length - ipLength)
    checksum.add(upperProtocol)
    checksum.add(target, (start + ipLength)..<(start + length))
    return checksum
  }
}
