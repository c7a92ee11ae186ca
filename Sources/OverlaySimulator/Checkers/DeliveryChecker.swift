public import OverlayCore

/// Sees to it that a packet is delivered at most once, where it was meant to go, and unharmed.
public struct DeliveryChecker: Sendable {
  private struct Packet {
    var destination: Int
    var digest: UInt64
    var sent: Instant
    var isDelivered = false
  }

  private var packets: [Packet] = []

  /// Packets handed to the overlay.
  public var sentCount: Int { packets.count }
  /// Packets that reached their consumer.
  public private(set) var deliveredCount = 0

  /// A checker that has seen nothing.
  public init() {}

  /// A packet sets out; returns its number, counted from one.
  public mutating func sent(to destination: Int, digest: UInt64, at now: Instant) -> UInt32 {
    packets.append(Packet(destination: destination, digest: digest, sent: now))
    return UInt32(packets.count)
  }

  /// A consumer on `host` was handed the packet.
  public mutating func delivered(
    _ number: UInt32, host: Int, digest: UInt64, at now: Instant
  ) -> Violation? {
    guard 1...packets.count ~= Int(number) else {
      return Violation(
        time: now, promise: .noCorruption,
        account: "host \(host) was handed packet \(number), which nobody sent")
    }
    let packet = packets[Int(number) - 1]
    guard packet.destination == host, packet.digest == digest else {
      return Violation(
        time: now, promise: .noCorruption,
        account: "host \(host) was handed packet \(number) with digest \(digest), which went "
          + "to host \(packet.destination) with digest \(packet.digest)")
    }
    guard !packet.isDelivered else {
      return Violation(
        time: now, promise: .noDuplicate,
        account: "packet \(number) was handed to host \(host) again")
    }
    packets[Int(number) - 1].isDelivered = true
    deliveredCount += 1
    return nil
  }

  /// When the packet set out.
  public func sendTime(of number: UInt32) -> Instant? {
    1...max(1, packets.count) ~= Int(number) && !packets.isEmpty
      ? packets[Int(number) - 1].sent : nil
  }
}
