import OverlayCore

/// One copy of a test packet between two hosts, and where it has been: noted beside the packet,
/// since a checker that trusted the protocol's own fields would check nothing.
struct PacketCopy {
  /// More hosts than a packet's hop limit lets it visit.
  static let visitsMax = 40

  var packet: UInt32
  var header: PacketHeader
  var receiver: UInt32 = 0
  var session: UInt32 = 0
  var link = LinkID.none
  var counter: UInt64 = 0
  var bytes: UInt16
  /// Which of its source's copies it descends from: each is sealed end to end for itself, so that
  /// relays take it for another packet.
  var seal: UInt8 = 0
  private(set) var visits = InlineArray<40, UInt32>(repeating: .max)
  private(set) var visitCount = 0

  init(packet: UInt32, header: PacketHeader, bytes: UInt16, origin: Int) {
    self.packet = packet
    self.header = header
    self.bytes = bytes
    _ = visit(origin, after: 0)
  }

  /// Notes a visit; false when the copy has been there, or has no end.
  ///
  /// A packet that has stepped aside since may come to a node again, which then decides anew: it
  /// may do so thrice in its life. Between two side steps nobody is visited twice.
  mutating func visit(_ host: Int, after sideSteps: UInt8) -> Bool {
    let visit = UInt32(sideSteps) << 24 | UInt32(host)
    for index in 0..<visitCount where visits[index] == visit { return false }
    guard visitCount < Self.visitsMax else { return false }
    visits[visitCount] = visit
    visitCount += 1
    return true
  }

  /// The host between origin and destination; nil when there was none, or more than one.
  var onlyRelay: Int? { visitCount == 3 ? Int(visits[1] & 0xff_ffff) : nil }

  /// The hosts visited, first to last.
  var path: [Int] { (0..<visitCount).map { Int(visits[$0] & 0xff_ffff) } }
}
