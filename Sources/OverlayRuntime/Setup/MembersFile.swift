internal import FoundationEssentials
internal import OverlayCore

/// The contents of the `members` file: whom to call after a restart.
///
/// Nothing in it is believed because it stands there. A record that its node has signed counts as if
/// the node had just sent it; of any other the addresses are a hint of whom to call. So the file must
/// never keep a node from starting: what can be read is used, and the rest is written anew when the
/// neighbours have told it again.
///
/// Version 2 is text, a record a line, so that a damaged byte costs the one record or two that it
/// stands in:
///
/// ```
/// selvedge members 2
/// BASE64 of a MemberRecord frame
/// ...
/// ```
///
/// Version 1 is binary and has no signatures: each record is its length in two bytes, big-endian, and
/// then
///
/// ```
/// 7 | node 16 | incarnation 8 | sequence 4 | n | n × address 19 | length 2 | credential
/// ```
struct MembersFile {
  private static let header = "selvedge members 2"

  /// Those that could be read.
  var members: [MemberRecord]
  /// How many pieces of the file could not be read.
  var unreadable = 0

  /// Contents to be written.
  init(_ members: [MemberRecord]) {
    self.members = members
  }

  /// The bytes of version 2.
  var encoded: [UInt8] {
    var frame = [UInt8](repeating: 0, count: Limits.controlFrameBytesMax)
    let lines = members.map { member in
      var span = frame.mutableSpan
      let length = member.write(to: &span, at: 0)
      return Data(frame[..<length]).base64EncodedString()
    }
    return Array(([Self.header] + lines).map { $0 + "\n" }.joined().utf8)
  }

  /// Reads what can be read of either version.
  init(reading contents: [UInt8]) {
    members = []
    let lines = contents.split(separator: UInt8(ascii: "\n"))
    // A record's line is far longer than the header, so that no damage makes one of the other.
    let records = lines.filter { $0.count > 2 * Self.header.utf8.count }.map(Self.record)
    let isText = lines.first.map { Array($0) } == Array(Self.header.utf8)
    if isText || records.contains(where: { $0 != nil }) {
      members = records.compactMap { $0 }
      unreadable = records.count - members.count + (isText ? 0 : 1)
      return
    }
    readVersion1(contents)
  }

  private static func record(ofLine line: ArraySlice<UInt8>) -> MemberRecord? {
    guard let frame = Data(base64Encoded: Data(line)) else { return nil }
    return try? MemberRecord(Array(frame).span)
  }

  // MARK: Version 1

  /// A damaged length costs all that is behind it.
  private mutating func readVersion1(_ contents: [UInt8]) {
    var rest = contents[...]
    while rest.count >= 2 {
      let length = Int(rest[rest.startIndex]) << 8 | Int(rest[rest.startIndex + 1])
      rest = rest.dropFirst(2)
      guard length <= rest.count, let hint = Self.hint(Array(rest.prefix(length))) else {
        unreadable += 1
        rest = rest.dropFirst(length)
        continue
      }
      members.append(hint)
      rest = rest.dropFirst(length)
    }
    if !rest.isEmpty { unreadable += 1 }
  }

  /// A record without its signature: whom to call and where. Its numbers may be anybody's invention, so
  /// that they are not taken over, and impossible ones condemn it.
  private static func hint(_ frame: [UInt8]) -> MemberRecord? {
    let bytes = frame.span
    do throws(DecodeError) {
      var reader = ByteReader(bytes)
      guard try reader.byte(bytes) == FrameKind.memberRecord.rawValue else { return nil }
      let node = try reader.nodeID(bytes)
      let (incarnation, sequence) = (try reader.uint64(bytes), try reader.uint32(bytes))
      guard incarnation <= Limits.incarnationMax, sequence <= Limits.sequenceMax else {
        return nil
      }
      let count = try reader.count(bytes, atMost: Limits.endpointsMax)
      var endpoints: [UnderlayAddress] = []
      for _ in 0..<count { endpoints.append(try reader.underlayAddress(bytes)) }
      let length = try reader.longCount(bytes, atMost: Limits.credentialBytesMax)
      let credential = try reader.array(bytes, count: length)
      try reader.finish()
      return MemberRecord(
        node: node, incarnation: 0, sequence: 0, endpoints: endpoints, credential: credential)
    } catch {
      return nil
    }
  }
}
