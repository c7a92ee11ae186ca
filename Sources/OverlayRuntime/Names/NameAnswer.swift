internal import OverlayCore

/// The answer to a ``NameQuestion``.
struct NameAnswer: Hashable, Sendable {
  /// What the asker is told (RFC 1035, section 4.1.1).
  enum Code: UInt16, Sendable {
    case found = 0
    case malformed = 1
    case failed = 2
    case noSuchName = 3
    case refused = 5
  }

  /// One record.
  enum Record: Hashable, Sendable {
    case ipv4(UInt32)
    case ipv6(UInt128)
    case name([String])
  }

  var code: Code
  /// Records that fit the question, of its name.
  var records: [Record] = []
  /// The domain that is answered for, when the answer is that there is no such thing in it.
  var authority: [String]?

  /// How long an answer may be remembered, in seconds: nodes keep their addresses, and the asker is on
  /// the same host.
  private static let lifetime: UInt32 = 30
  /// The same for what does not exist: it may join in a moment.
  private static let negativeLifetime: UInt32 = 2

  /// The message.
  func encoded(to question: NameQuestion) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append16(question.identifier)
    // An answer, with authority; recursion is not to be had.
    bytes.append16(0x8400 | (question.wantsRecursion ? 0x0100 : 0) | code.rawValue)
    bytes.append16(1)
    bytes.append16(UInt16(records.count))
    bytes.append16(authority == nil ? 0 : 1)
    bytes.append16(0)
    bytes += question.section
    for record in records { bytes += Self.encoded(record) }
    if let authority { bytes += Self.start(of: authority) }
    return bytes
  }

  /// What is said to a message that holds no question: its own number and that it was not understood.
  static func malformed(identifier: UInt16) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append16(identifier)
    bytes.append16(0x8000 | Code.malformed.rawValue)
    for _ in 0..<4 { bytes.append16(0) }
    return bytes
  }

  private static func encoded(_ record: Record) -> [UInt8] {
    // A pointer to the question's name, right behind the header.
    var bytes: [UInt8] = [0xc0, UInt8(NameQuestion.headerBytes)]
    let kind: NameQuestion.Kind
    let data: [UInt8]
    switch record {
    case .ipv4(let address):
      kind = .a
      data = (0..<4).map { UInt8(truncatingIfNeeded: address >> UInt32(24 - 8 * $0)) }
    case .ipv6(let address):
      kind = .aaaa
      data = (0..<16).map { UInt8(truncatingIfNeeded: address >> UInt128(120 - 8 * $0)) }
    case .name(let labels):
      kind = .ptr
      data = name(labels)
    }
    bytes.append16(kind.rawValue)
    bytes.append16(NameQuestion.internet)
    bytes.append32(lifetime)
    bytes.append16(UInt16(data.count))
    return bytes + data
  }

  /// The start of authority, which says how long "no" may be remembered (RFC 2308, section 3).
  private static func start(of domain: [String]) -> [UInt8] {
    var data = name(domain) + name(["nobody"] + domain)
    for value in [1, 3_600, 600, 86_400, negativeLifetime] as [UInt32] { data.append32(value) }
    var bytes = name(domain)
    bytes.append16(NameQuestion.Kind.soa.rawValue)
    bytes.append16(NameQuestion.internet)
    bytes.append32(negativeLifetime)
    bytes.append16(UInt16(data.count))
    return bytes + data
  }

  /// A name, uncompressed.
  static func name(_ labels: [String]) -> [UInt8] {
    labels.flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) } + [0]
  }
}
