/// Where datagrams lie while they are under way: a pool of equal slots, used again and again.
///
/// A simulated minute moves hundreds of thousands of datagrams, and an array allocated for each
/// would cost more than the protocol under test. A slot holds the bytes and one ``Header``, and
/// is allocated once, the first time that so many datagrams are under way together.
public struct DatagramArena: Sendable {
  /// What the network knows about a datagram that lies in a slot.
  public struct Header: Sendable {
    /// The host that sent it.
    public var sender: Int
    /// The host that it is for.
    public var receiver: Int
    /// Which of the sender's addresses or ports it came from.
    public var sourcePort: Int
    /// Which of the receiver's addresses or ports it is for.
    public var destinationPort: Int
    /// Which test packet it carries and where that packet has been.
    public var tag: PacketTag

    /// A header with port zero at both ends.
    public init(
      sender: Int, receiver: Int, sourcePort: Int = 0, destinationPort: Int = 0,
      tag: PacketTag = .none
    ) {
      self.sender = sender
      self.receiver = receiver
      self.sourcePort = sourcePort
      self.destinationPort = destinationPort
      self.tag = tag
    }
  }

  /// Bytes in a slot: the largest datagram and the spare room that decryption asks for.
  public static let slotBytes = 2048

  private var slots: [[UInt8]] = []
  private var headers: [Header] = []
  private var lengths: [Int] = []
  private var free: [Int] = []
  private let slotsMax: Int

  /// An empty arena that grows to at most `slotsMax` datagrams.
  public init(slotsMax: Int) {
    precondition(slotsMax > 0)
    self.slotsMax = slotsMax
  }

  /// The number of datagrams that lie in the arena.
  public var count: Int { headers.count - free.count }

  /// Takes a slot for a datagram of `length` bytes, at most ``slotBytes``; nil when the arena is
  /// full, which a driver counts as loss.
  public mutating func allocate(_ header: Header, length: Int) -> Int? {
    precondition(0...DatagramArena.slotBytes ~= length, "datagram longer than a slot")
    if let slot = free.popLast() {
      headers[slot] = header
      lengths[slot] = length
      return slot
    }
    guard headers.count < slotsMax else { return nil }
    headers.append(header)
    lengths.append(length)
    slots.append(Array(repeating: 0, count: DatagramArena.slotBytes))
    return headers.count - 1
  }

  /// Gives a slot back. Its bytes stay until the slot is used again.
  public mutating func release(_ slot: Int) {
    free.append(slot)
  }

  /// The header of a datagram.
  public func header(of slot: Int) -> Header { headers[slot] }

  /// The length of a datagram in bytes.
  public func length(of slot: Int) -> Int { lengths[slot] }

  /// Lends the whole slot, the spare room behind the datagram included.
  public mutating func withSlot<Result, Failure>(
    _ slot: Int, _ body: (inout MutableSpan<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    var bytes = slots[slot].mutableSpan
    return try body(&bytes)
  }

  /// All bytes of a slot.
  public func bytes(of slot: Int) -> [UInt8] { slots[slot] }

  /// Makes the bytes of `range` the datagram in a slot.
  public mutating func write(_ bytes: borrowing Span<UInt8>, range: Range<Int>, to slot: Int) {
    setLength(range.count, of: slot)
    // A span of the slot, or every byte would ask anew whether the array is shared.
    var target = slots[slot].mutableSpan
    for offset in 0..<range.count { target[offset] = bytes[range.lowerBound + offset] }
  }

  /// Makes the bytes of `range` in one slot the datagram in another.
  public mutating func copy(_ range: Range<Int>, of source: Int, to target: Int) {
    precondition(source != target, "a copy of a datagram needs a slot of its own")
    let bytes = slots[source]
    write(bytes.span, range: range, to: target)
  }

  /// Changes the length of a datagram, after its bytes were rewritten.
  public mutating func setLength(_ length: Int, of slot: Int) {
    precondition(0...DatagramArena.slotBytes ~= length, "datagram longer than a slot")
    lengths[slot] = length
  }
}
