internal import Glibc

/// Datagrams that wait between two threads, oldest first, in buffers that were allocated once.
struct DatagramRing<Entry>: ~Copyable {
  private let arena: PacketArena
  private var entries: [Entry?]
  private var lengths: [Int]
  private var first = 0
  /// How many wait.
  private(set) var count = 0

  /// Room for `capacity` datagrams of at most `bytesEach` bytes.
  init(capacity: Int, bytesEach: Int) {
    arena = PacketArena(count: capacity, bytesEach: bytesEach)
    entries = Array(repeating: nil, count: capacity)
    lengths = Array(repeating: 0, count: capacity)
  }

  var isEmpty: Bool { count == 0 }
  var isFull: Bool { count == entries.count }

  /// Bytes of the longest datagram that fits.
  var bytesMax: Int { arena.bytesEach }

  /// Copies a datagram in behind the others; false, and nothing has changed, when there is no room or
  /// it is longer than ``bytesMax``.
  mutating func append(_ bytes: borrowing Span<UInt8>, _ entry: consuming Entry) -> Bool {
    guard !isFull, bytes.count <= arena.bytesEach else { return false }
    let slot = (first + count) % entries.count
    let target = unsafe arena.pointer(slot)
    unsafe bytes.withUnsafeBufferPointer { source in
      if let start = source.baseAddress { unsafe memcpy(target, start, source.count) }
    }
    entries[slot] = entry
    lengths[slot] = bytes.count
    count += 1
    return true
  }

  /// Bytes of the oldest datagram.
  var firstLength: Int { lengths[first] }

  /// What is known of the oldest datagram.
  var firstEntry: Entry? { entries[first] }

  /// Copies the oldest datagram, or as much of it as fits, to `offset` of a buffer.
  func copyFirst(to target: inout MutableSpan<UInt8>, at offset: Int) {
    let length = min(lengths[first], max(target.count - offset, 0))
    guard length > 0 else { return }
    let start = unsafe arena.pointer(first)
    unsafe target.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      unsafe memcpy(base + offset, start, length)
    }
  }

  /// The oldest datagram's bytes in an array of their own.
  var firstBytes: [UInt8] {
    let start = unsafe arena.pointer(first)
    return unsafe Array(UnsafeBufferPointer(start: start, count: lengths[first]))
  }

  /// Lets the oldest datagram go.
  mutating func removeFirst() {
    precondition(count > 0, "no datagram waits")
    entries[first] = nil
    first = (first + 1) % entries.count
    count -= 1
  }
}
