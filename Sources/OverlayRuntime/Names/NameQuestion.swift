public import OverlayCore

/// One question for a name, as a resolver sends it (RFC 1035, section 4).
///
/// Whatever stands behind the question, such as EDNS options (RFC 6891), is not needed and not read.
public struct NameQuestion: Hashable, Sendable {
  /// What is asked for.
  public struct Kind: RawRepresentable, Hashable, Sendable {
    /// The number of the record's type.
    public let rawValue: UInt16

    /// Wraps a number.
    public init(rawValue: UInt16) {
      self.rawValue = rawValue
    }

    /// An IPv4 address.
    public static let a = Kind(rawValue: 1)
    /// Who is responsible for a domain.
    public static let soa = Kind(rawValue: 6)
    /// The name of an address.
    public static let ptr = Kind(rawValue: 12)
    /// An IPv6 address (RFC 3596).
    public static let aaaa = Kind(rawValue: 28)
    /// Whatever there is.
    public static let any = Kind(rawValue: 255)
  }

  /// The asker's number for it.
  public var identifier: UInt16
  /// Whether the asker wants others to be asked; given back as it came.
  public var wantsRecursion: Bool
  /// The labels of the name, in lower case, without the root's.
  public var labels: [String]
  /// What is asked for.
  public var kind: Kind
  /// 1 for the Internet.
  public var family: UInt16

  /// The Internet's class.
  public static let internet: UInt16 = 1
  /// Bytes of a message before its question.
  static let headerBytes = 12
  private static let nameBytesMax = 255

  /// A question with every field given.
  public init(
    identifier: UInt16, wantsRecursion: Bool = true, labels: [String], kind: Kind,
    family: UInt16 = internet
  ) {
    self.identifier = identifier
    self.wantsRecursion = wantsRecursion
    self.labels = labels
    self.kind = kind
    self.family = family
  }

  /// Reads the question that a message holds.
  ///
  /// - Throws: ``DecodeError`` when it is an answer, is no ordinary query, does not hold exactly one
  ///   question, or has a name that is too long, compressed, or not of printable letters.
  public init(_ bytes: borrowing Span<UInt8>) throws(DecodeError) {
    var reader = ByteReader(bytes)
    identifier = try reader.uint16(bytes)
    let flags = try reader.uint16(bytes)
    guard flags & 0xf800 == 0 else { throw .unknownKind }
    wantsRecursion = flags & 0x0100 != 0
    guard try reader.uint16(bytes) == 1 else { throw .badValue }
    _ = try reader.take(6)
    labels = []
    var total = 1
    while true {
      let length = try reader.count(bytes, atMost: Self.nameBytesMax)
      if length == 0 { break }
      // The two upper bits are for compression, which a first name has nothing to point at.
      guard length <= 63 else { throw .badValue }
      total &+= length &+ 1
      guard total <= Self.nameBytesMax else { throw .tooLong }
      labels.append(try Self.label(reader.array(bytes, count: length)))
    }
    kind = Kind(rawValue: try reader.uint16(bytes))
    family = try reader.uint16(bytes)
  }

  /// A label in lower case, since names are compared without case (RFC 4343).
  private static func label(_ bytes: [UInt8]) throws(DecodeError) -> String {
    var lower: [UInt8] = []
    for byte in bytes {
      guard byte > 32, byte < 127, byte != UInt8(ascii: ".") else { throw .badValue }
      lower.append(65...90 ~= byte ? byte &+ 32 : byte)
    }
    return String(decoding: lower, as: UTF8.self)
  }

  /// The message with this question alone. Labels are at most 63 bytes, the name at most 255.
  public var encoded: [UInt8] {
    var bytes: [UInt8] = []
    bytes.append16(identifier)
    bytes.append16(wantsRecursion ? 0x0100 : 0)
    bytes.append16(1)
    for _ in 0..<3 { bytes.append16(0) }
    return bytes + section
  }

  /// The question as it stands behind the header.
  var section: [UInt8] {
    var bytes = NameAnswer.name(labels)
    bytes.append16(kind.rawValue)
    bytes.append16(family)
    return bytes
  }
}
