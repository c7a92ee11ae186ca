/// Where frames lie while they are under way: written once, where they stay.
///
/// Nodes encode frames straight into the arena, one behind the other, so that nothing is copied
/// and a beacon of 54 bytes takes 56. The bytes are handed out in chunks of 64 KiB; a chunk is
/// used again as soon as the last of its frames has arrived, which is soon, since frames arrive
/// about in the order they left. Steady state allocates nothing.
struct FrameArena: Sendable {
  /// What the network knows about a frame: 32 bytes.
  struct Header: Sendable {
    /// The place of the frame's first byte.
    var offset: UInt32
    /// How many bytes it has.
    var length: UInt16
    /// The receiver's number for the link; `LinkID.none` when the sender did not know it yet.
    var link: UInt16
    /// The host that it is for.
    var receiver: UInt32
    /// The session that it was sealed under.
    var session: UInt32
    /// The frame's number on its link.
    var counter: UInt64
  }

  private static let chunkBits = 16
  private static let chunkBytes = 1 << chunkBits

  /// All chunks, one behind the other.
  private(set) var bytes: [UInt8] = []
  private var headers: [Header] = []
  private var freeSlots: [UInt32] = []
  /// How many frames lie in each chunk.
  private var live: [Int32] = []
  private var freeChunks: [Int32] = []
  private var chunk = -1
  private var end = 0
  /// Where the next frame starts.
  private(set) var position = 0

  /// Frames under way.
  var count: Int { headers.count - freeSlots.count }

  /// Bytes that the arena has taken from the system.
  var footprint: Int { bytes.count + headers.count * MemoryLayout<Header>.stride }

  /// Sees to it that a frame of at most `size` bytes fits behind ``position``.
  mutating func makeRoom(for size: Int) {
    guard position + size > end else { return }
    precondition(size <= Self.chunkBytes, "a frame longer than a chunk")
    if chunk >= 0, live[chunk] == 0 {
      position = chunk << Self.chunkBits
      return
    }
    if let free = freeChunks.popLast() {
      chunk = Int(free)
    } else {
      chunk = live.count
      live.append(0)
      precondition(live.count << Self.chunkBits <= Int(UInt32.max), "4 GiB of frames under way")
      bytes.append(contentsOf: repeatElement(0, count: Self.chunkBytes))
    }
    position = chunk << Self.chunkBits
    end = position + Self.chunkBytes
  }

  /// Lends all bytes to whoever writes a frame at ``position``.
  @inline(__always)
  mutating func write<Result>(_ body: (inout MutableSpan<UInt8>, Int) -> Result) -> Result {
    let position = position
    var span = bytes.mutableSpan
    return body(&span, position)
  }

  /// Keeps the frame that was written at ``position``; returns its slot.
  @inline(__always)
  mutating func keep(_ header: Header) -> UInt32 {
    var header = header
    header.offset = UInt32(position)
    live[chunk] += 1
    // On a word's boundary, which decoding is a little faster from.
    position += (Int(header.length) + 7) & ~7
    if let slot = freeSlots.popLast() {
      headers[Int(slot)] = header
      return slot
    }
    headers.append(header)
    return UInt32(headers.count - 1)
  }

  /// What the network knows about the frame in a slot.
  @inline(__always)
  func header(of slot: UInt32) -> Header { headers[Int(slot)] }

  /// Lends the bytes of a frame.
  @inline(__always)
  func read<Failure>(
    _ header: Header, _ body: (borrowing Span<UInt8>) throws(Failure) -> Void
  ) throws(Failure) {
    let start = Int(header.offset)
    try body(bytes.span.extracting(start..<(start + Int(header.length))))
  }

  /// Gives a frame's place back.
  @inline(__always)
  mutating func release(_ slot: UInt32) {
    let home = Int(headers[Int(slot)].offset) >> Self.chunkBits
    live[home] -= 1
    if live[home] == 0, home != chunk { freeChunks.append(Int32(home)) }
    freeSlots.append(slot)
  }
}
