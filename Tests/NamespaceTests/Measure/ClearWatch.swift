import Foundation

/// Watches at the router for packets from one host of the bench to another that go there by themselves,
/// around the overlay, in either family.
final class ClearWatch {
  private let captures: [Capture]
  private let ends: [(source: [UInt8], destination: [UInt8])]

  /// Begins to watch.
  init(in lab: NamespaceLab, from source: String, to destination: String) throws {
    captures = [
      try Capture(in: lab, family: .ipv4), try Capture(in: lab, family: .ipv6),
    ]
    let (from, to) = (lab[source], lab[destination])
    ends = [
      (Self.bytes(from.ipv4), Self.bytes(to.ipv4)), (Self.bytes(from.ipv6), Self.bytes(to.ipv6)),
    ]
  }

  /// How many there were so far.
  var count: Int {
    zip(captures, ends).reduce(0) { sum, next in
      let (capture, end) = next
      let start = end.source.count == 4 ? 12 : 8
      return sum
        + capture.packets.count { packet in
          let middle = start + end.source.count
          let stop = middle + end.destination.count
          return packet.count >= stop && Array(packet[start..<middle]) == end.source
            && Array(packet[middle..<stop]) == end.destination
        }
    }
  }

  private static func bytes(_ address: String) -> [UInt8] {
    var ipv4 = in_addr()
    if inet_pton(AF_INET, address, &ipv4) == 1 {
      return withUnsafeBytes(of: &ipv4) { Array($0) }
    }
    var ipv6 = in6_addr()
    inet_pton(AF_INET6, address, &ipv6)
    return withUnsafeBytes(of: &ipv6) { Array($0) }
  }
}
