public import OverlayCore
public import OverlaySecurity

/// What a node says that it serves beside its own addresses: sealed end to end to each member, and
/// under the prefix plane signed in the directory as well.
///
/// ```
/// | version=1 | incarnation 8 | sequence 4 | lifetime 2 | n | n × (family 1, length 1, state 1,
///   address 4 or 16) |
/// ```
public struct PrefixAnnouncement: Hashable, Sendable {
  /// A prefix and how it does.
  public struct Entry: Hashable, Sendable {
    /// The addresses.
    public var prefix: AddressPrefix
    /// Whether packets for it may come; otherwise its check fails, and it is named so that people can
    /// see that.
    public var isHealthy: Bool

    /// An entry with both fields given.
    public init(prefix: AddressPrefix, isHealthy: Bool) {
      self.prefix = prefix
      self.isHealthy = isHealthy
    }
  }

  /// Grows with each start of the node.
  public var incarnation: UInt64
  /// Grows with each change within one incarnation.
  public var sequence: UInt32
  /// How long it holds when nothing more is heard, in seconds.
  public var lifetimeSeconds: UInt16
  /// At most ``entriesMax``.
  public var entries: [Entry]

  /// All that a credential can allow: its prefixes, and everything of both families.
  public static let entriesMax = SecurityLimits.prefixesMax + 2
  /// Bytes of the largest.
  public static let byteCountMax = 16 + entriesMax * 19
  private static let version: UInt8 = 1

  /// An announcement with every field given.
  public init(incarnation: UInt64, sequence: UInt32, lifetimeSeconds: UInt16, entries: [Entry]) {
    self.incarnation = incarnation
    self.sequence = sequence
    self.lifetimeSeconds = lifetimeSeconds
    self.entries = entries
  }

  /// Whether this one says what holds after `other`.
  public func isNewer(than other: PrefixAnnouncement) -> Bool {
    (incarnation, sequence) > (other.incarnation, other.sequence)
  }

  /// Reads an announcement that fills the span.
  ///
  /// - Throws: ``DecodeError`` when it is malformed or has too many entries.
  public init(_ bytes: borrowing Span<UInt8>) throws(DecodeError) {
    var reader = ByteReader(bytes)
    guard try reader.byte(bytes) == Self.version else { throw .unknownKind }
    incarnation = try reader.uint64(bytes)
    sequence = try reader.uint32(bytes)
    lifetimeSeconds = try reader.uint16(bytes)
    let count = try reader.count(bytes, atMost: Self.entriesMax)
    entries = []
    for _ in 0..<count {
      guard let family = UnderlayAddress.Family(rawValue: try reader.byte(bytes)) else {
        throw .badValue
      }
      let length = try reader.byte(bytes)
      let state = try reader.byte(bytes)
      let address: UInt128
      switch family {
      case .ipv4: address = UInt128(try reader.uint32(bytes))
      case .ipv6: address = try reader.uint128(bytes)
      }
      guard state <= 1,
        let prefix = AddressPrefix(family: family, address: address, length: length)
      else { throw .badValue }
      entries.append(Entry(prefix: prefix, isHealthy: state == 1))
    }
    try reader.finish()
  }

  /// Writes it from `offset` on and returns its length.
  public func write(to buffer: inout MutableSpan<UInt8>, at offset: Int) -> Int {
    var writer = ByteWriter(at: offset)
    writer.byte(Self.version, to: &buffer)
    writer.uint64(incarnation, to: &buffer)
    writer.uint32(sequence, to: &buffer)
    writer.uint16(lifetimeSeconds, to: &buffer)
    writer.byte(UInt8(entries.count), to: &buffer)
    for entry in entries {
      writer.byte(entry.prefix.family.rawValue, to: &buffer)
      writer.byte(entry.prefix.length, to: &buffer)
      writer.byte(entry.isHealthy ? 1 : 0, to: &buffer)
      switch entry.prefix.family {
      case .ipv4: writer.uint32(UInt32(truncatingIfNeeded: entry.prefix.address), to: &buffer)
      case .ipv6: writer.uint128(entry.prefix.address, to: &buffer)
      }
    }
    return writer.position - offset
  }

  /// Its bytes.
  public var encoded: [UInt8] {
    var bytes = [UInt8](repeating: 0, count: Self.byteCountMax)
    var span = bytes.mutableSpan
    let length = write(to: &span, at: 0)
    return Array(bytes[..<length])
  }
}
