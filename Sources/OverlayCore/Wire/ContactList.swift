/// Nodes that may be of use to the receiver: the answer to a ``TableRequest``, or unasked from a
/// node that leaves.
///
/// ```
/// | kind=31 | flags | request 2 | n | n × contact 67 |
/// ```
struct ContactList: Hashable, Sendable {
  /// Whether more frames of the same answer follow.
  var hasMore = false
  /// Whether the sender has joined the network itself.
  var hasJoined = false
  /// The request's number; zero when nobody asked.
  var request: UInt16
  /// Who they are, at most ``Limits/contactsMax``.
  var contacts: [Contact]

  init(
    request: UInt16, contacts: [Contact], hasMore: Bool = false, hasJoined: Bool = true
  ) {
    self.request = request
    self.contacts = contacts
    self.hasMore = hasMore
    self.hasJoined = hasJoined
  }

  /// Reads a whole frame.
  ///
  /// - Throws: ``DecodeError`` when it is malformed or too long.
  init(_ bytes: borrowing Span<UInt8>) throws(DecodeError) {
    var reader = ByteReader(bytes)
    guard try reader.byte(bytes) == FrameKind.contacts.rawValue else { throw .unknownKind }
    let flags = try reader.byte(bytes)
    guard flags & ~3 == 0 else { throw .badValue }
    hasMore = flags & 1 != 0
    hasJoined = flags & 2 != 0
    request = try reader.uint16(bytes)
    let count = try reader.count(bytes, atMost: Limits.contactsMax)
    contacts = []
    contacts.reserveCapacity(count)
    for _ in 0..<count { contacts.append(try reader.contact(bytes)) }
    try reader.finish()
  }

  /// Writes the frame from `offset` on and returns its length.
  func write(to buffer: inout MutableSpan<UInt8>, at offset: Int) -> Int {
    var writer = ByteWriter(at: offset)
    writer.byte(FrameKind.contacts.rawValue, to: &buffer)
    let flags: UInt8 = (hasMore ? 1 : 0) | (hasJoined ? 2 : 0)
    writer.byte(flags, to: &buffer)
    writer.uint16(request, to: &buffer)
    writer.byte(UInt8(contacts.count), to: &buffer)
    for contact in contacts { writer.contact(contact, to: &buffer) }
    return writer.position - offset
  }
}
