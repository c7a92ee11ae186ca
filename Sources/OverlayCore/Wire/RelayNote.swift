/// How two nodes that have lost their path to each other find a relay: the one that is missed asks
/// some of its neighbours to offer themselves to the other.
///
/// ```
/// | kind=35 | purpose | contact 67 |
/// ```
struct RelayNote: Hashable, Sendable {
  /// What the sender says.
  enum Purpose: UInt8, Hashable, Sendable {
    /// Offer yourself to this node as a relay to me.
    case ask = 1
    /// I have a link to this node, and pass packets on.
    case offer = 2
    /// I have offered myself to this node, as you asked.
    case confirm = 3
  }

  var purpose: Purpose
  /// The node that the note is about.
  var contact: Contact

  init(_ purpose: Purpose, _ contact: Contact) {
    self.purpose = purpose
    self.contact = contact
  }

  /// Reads a whole frame.
  ///
  /// - Throws: ``DecodeError`` when it is malformed.
  init(_ bytes: borrowing Span<UInt8>) throws(DecodeError) {
    var reader = ByteReader(bytes)
    guard try reader.byte(bytes) == FrameKind.relayNote.rawValue else { throw .unknownKind }
    guard let purpose = Purpose(rawValue: try reader.byte(bytes)) else { throw .unknownKind }
    self.purpose = purpose
    contact = try reader.contact(bytes)
    try reader.finish()
  }

  /// Writes the frame from `offset` on and returns its length.
  func write(to buffer: inout MutableSpan<UInt8>, at offset: Int) -> Int {
    var writer = ByteWriter(at: offset)
    writer.byte(FrameKind.relayNote.rawValue, to: &buffer)
    writer.byte(purpose.rawValue, to: &buffer)
    writer.contact(contact, to: &buffer)
    return writer.position - offset
  }
}
