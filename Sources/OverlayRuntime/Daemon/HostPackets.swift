internal import OverlaySecurity

/// Packets of this host's in neighbouring buffers, cut from one that the kernel left whole: all of one
/// flow and one length, save the last.
struct HostPackets {
  /// The first one's buffer.
  let first: Int
  /// The place of the device that they came from.
  let origin: Int
  /// The queue, among all.
  let lane: Int
  /// How many there are.
  private(set) var count = 0
  private var length = 0
  private var lastLength = 0

  init(first: Int, origin: Int, lane: Int) {
    self.first = first
    self.origin = origin
    self.lane = lane
  }

  /// The buffer behind the last.
  var next: Int { first + count }

  /// Adds a packet in the next buffer.
  mutating func append(length: Int) {
    if count == 0 { self.length = length }
    lastLength = length
    count += 1
  }

  /// Where packet `index` lies in its buffer.
  func payload(_ index: Int) -> Range<Int> {
    let start = PacketLayout.headroom
    return start..<(start + (index == count - 1 ? lastLength : length))
  }
}
