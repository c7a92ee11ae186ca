@testable import OverlayCore
@testable import OverlaySecurity

extension TinyNetwork {
  struct NoLink: Error {}

  /// A datagram that a member seals under its genuine session, as if it came over some other path if one
  /// is given: the frame may say anything.
  func forge(
    _ frame: [UInt8], by member: Int, to victim: Int, path: Int? = nil
  ) throws -> [UInt8] {
    let host = hosts[member]
    guard let link = host.node.node.workingLink(to: hosts[victim].node.identity) else {
      throw NoLink()
    }
    var buffer = [UInt8](repeating: 0, count: PacketLayout.bufferBytes)
    let place = DataHeader.longByteCount..<(DataHeader.longByteCount + frame.count)
    buffer.replaceSubrange(place, with: frame)
    let genuine = host.node.targets[link.index].path
    host.node.targets[link.index].path = path ?? genuine
    defer { host.node.targets[link.index].path = genuine }
    var span = buffer.mutableSpan
    guard let sent = host.node.sealFrame(&span, place, on: link, isData: false) else {
      throw NoLink()
    }
    return Array(buffer[sent.range])
  }

  /// A beacon over another path that echoes the victim's time as a working link's would.
  func forgeBeacon(by member: Int, to victim: Int, path: Int) throws -> [UInt8] {
    var beacon = Beacon.young
    beacon.hasEcho = true
    beacon.echo = UInt32(truncatingIfNeeded: (now.nanoseconds / 1_000) &- 5_000)
    beacon.highestCounter = 1
    beacon.receivedCount = 1
    return try forge(beacon.frame, by: member, to: victim, path: path)
  }

  /// Hands a datagram to a host without draining what it causes, as within one turn of the daemon.
  func take(_ bytes: [UInt8], into host: Host, from source: UnderlayAddress) {
    var buffer = bytes + [UInt8](repeating: 0, count: PacketLayout.relayRoom)
    var span = buffer.mutableSpan
    _ = host.node.receive(&span, length: bytes.count, from: source, socket: 0, now: now)
  }
}
