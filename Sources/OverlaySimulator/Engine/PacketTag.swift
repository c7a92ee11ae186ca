/// A test packet's number and the hosts that one copy of it has visited, in order.
///
/// The tag travels beside the datagram, in the simulator and not on the wire: what a relay sees is
/// ciphertext, and a checker that had to trust the protocol's own fields would check nothing.
public struct PacketTag: Hashable, Sendable {
  /// The test packet's number, from one; zero for control traffic.
  public let packet: UInt32
  private var visited: SIMD16<UInt16>
  /// The number of hosts visited.
  public private(set) var visitCount: UInt8

  /// More hosts than a packet's hop limit lets it visit.
  public static let visitsMax = 16

  /// The tag of a packet that starts at `origin`.
  public init(packet: UInt32, origin: Int) {
    self.packet = packet
    visited = SIMD16(repeating: .max)
    visited[0] = UInt16(origin)
    visitCount = 1
  }

  private init() {
    packet = 0
    visited = SIMD16(repeating: .max)
    visitCount = 0
  }

  /// The tag of control traffic.
  public static let none = PacketTag()

  /// Whether this is a test packet.
  public var isTestPacket: Bool { packet != 0 }

  /// The hosts visited, first to last.
  public var path: [Int] { (0..<Int(visitCount)).map { Int(visited[$0]) } }

  /// Whether the copy has been at `host`.
  public func hasVisited(_ host: Int) -> Bool {
    (0..<Int(visitCount)).contains { visited[$0] == UInt16(host) }
  }

  /// Notes a visit; false when there is no room for it, which is a loop in all but name.
  public mutating func visit(_ host: Int) -> Bool {
    guard Int(visitCount) < PacketTag.visitsMax else { return false }
    visited[Int(visitCount)] = UInt16(host)
    visitCount += 1
    return true
  }
}
