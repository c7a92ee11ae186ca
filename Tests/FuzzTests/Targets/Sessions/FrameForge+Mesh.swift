@testable import OverlayCore
@testable import OverlaySecurity

// What neighbours say about links and members.

extension FrameForge {
  mutating func beacon(_ input: inout ScriptReader) -> [UInt8] {
    // The mesh's flag is turned over by the input, so that a beacon of zeroes fits the plane.
    var flags = input.byte()
    if network[.victim].node.plane == .mesh { flags ^= 16 }
    var frame = WireBytes(.beacon)
    frame.byte(flags & 0x3f)
    for bits in [16, 16, 32, 32, 32, 64, 32] {
      frame.integer(input.number(bits: bits), bytes: bits / 8)
    }
    if flags & 16 != 0 {
      for _ in 0..<3 { frame.integer(input.number(bits: 64), bytes: 8) }
    }
    if flags & 32 != 0 { frame.integer(max(1, input.number(bits: 16)), bytes: 2) }
    return frame.bytes
  }

  mutating func linkState(_ input: inout ScriptReader) -> [UInt8] {
    var frame = WireBytes(.linkState)
    let versions = (input.number(bits: 64), input.number(bits: 64))
    let choice = input.byte()
    let isOrdered = choice < 0xf0
    frame.integer(isOrdered ? min(versions.0, versions.1) : versions.0, bytes: 8)
    frame.integer(isOrdered ? max(versions.0, versions.1) : versions.1, bytes: 8)
    let count = choice % 12
    frame.byte(count)
    for _ in 0..<count {
      frame.node(node(&input))
      let (state, hasMore) = (input.byte(), input.byte() & 3 == 3)
      frame.byte(state % 3 | (hasMore ? 0x80 : 0))
      frame.integer(input.number(bits: 24), bytes: 3)
      frame.integer(input.number(bits: 16), bytes: 2)
      frame.integer(1_200 + input.number(bits: 16) % 7_801, bytes: 2)
      frame.integer(input.number(bits: 16), bytes: 2)
      guard hasMore else { continue }
      frame.integer(max(1, input.number(bits: 16)), bytes: 2)
      let values = input.byte() % 9
      frame.byte(values)
      for _ in 0..<values {
        frame.byte(input.byte())
        frame.integer(input.number(bits: 32), bytes: 4)
        frame.integer(input.number(bits: 16), bytes: 2)
      }
    }
    return frame.bytes
  }

  mutating func memberSummary(_ input: inout ScriptReader) -> [UInt8] {
    var frame = WireBytes(.memberSummary)
    let (chosen, departed) = (input.byte(), input.byte())
    frame.node(NodeID(0))
    frame.node(NodeID(.max))
    let members = (0..<7).compactMap { place -> (node: NodeID, hasDeparted: Bool)? in
      guard chosen >> UInt8(place) & 1 == 1, let member = member(UInt8(place)) else { return nil }
      return (member.key.node, departed >> UInt8(place) & 1 == 1)
    }.sorted { $0.node < $1.node }
    frame.byte(UInt8(members.count))
    for member in members {
      frame.node(member.node)
      frame.integer(input.number(bits: 64), bytes: 8)
      frame.integer(input.number(bits: 32), bytes: 4)
      frame.byte(member.hasDeparted ? 1 : 0)
    }
    return frame.bytes
  }

  mutating func memberRequest(_ input: inout ScriptReader) -> [UInt8] {
    var frame = WireBytes(.memberRequest)
    let count = input.byte() % 65
    let order = input.byte()
    var nodes = [node(&input)]
    while nodes.count < count { nodes.append(order & 1 == 1 ? nodes[0] : node(&input)) }
    nodes.removeLast(nodes.count - Int(count))
    // In order and each once, as they must be, unless the input says otherwise.
    if order & 3 == 0 { nodes = Set(nodes).sorted() }
    frame.byte(UInt8(nodes.count))
    for node in nodes { frame.node(node) }
    return frame.bytes
  }

  /// The genuine record of one of the cast, with other numbers and addresses where the input says so.
  mutating func memberRecord(_ input: inout ScriptReader) -> [UInt8] {
    let (choice, changes) = (input.byte(), input.byte())
    guard let member = member(choice) else { return [FrameKind.memberRecord.rawValue] }
    if choice % 8 == 6 { noteAbsent() }
    var record =
      network[sender].node.node.record(of: member.key.node)
      ?? MemberRecord(
        node: member.key.node, incarnation: 1, sequence: 0, endpoints: [],
        credential: member.credential.encoded)
    if changes & 1 != 0 { record.incarnation = input.number(bits: 64) }
    if changes & 2 != 0 { record.sequence = UInt32(input.number(bits: 32)) }
    if changes & 4 != 0 { record.endpoints = (0..<(input.byte() % 5)).map { _ in address(&input) } }
    if changes & 8 != 0, !record.credential.isEmpty {
      record.credential[Int(input.byte()) % record.credential.count] ^= input.byte() | 1
    }
    if member.key.node == network.id(sender) {
      // What a hostile member says of itself it can sign.
      record = MemberRecordSigning.sign(
        record, with: member.key, network: member.credential.network)
    }
    var buffer = [UInt8](repeating: 0, count: PacketLayout.bufferBytes)
    var span = buffer.mutableSpan
    let length = record.write(to: &span, at: 0)
    return Array(buffer[..<length])
  }

  /// By its number: what it was once, whether or not the wire still has it.
  private static let farewellKind: UInt8 = 8

  func farewell(_ input: inout ScriptReader) -> [UInt8] {
    var frame = WireBytes([Self.farewellKind])
    // Its own incarnation is 1.
    frame.integer(input.number(bits: 64) ^ 1, bytes: 8)
    return frame.bytes
  }

  /// Genuine as the network signed it, or with a byte changed.
  func revocation(_ input: inout ScriptReader) -> [UInt8] {
    var bytes = FuzzNetwork.shared.revocation.encoded
    let change = input.byte()
    if change != 0x5a { bytes[Int(change) % bytes.count] ^= input.byte() | 1 }
    return [FrameKind.revocation.rawValue] + bytes
  }

  mutating func observedAddress(_ input: inout ScriptReader) -> [UInt8] {
    var frame = WireBytes(.observedAddress)
    frame.address(address(&input))
    return frame.bytes
  }

  mutating func tooBig(_ input: inout ScriptReader) -> [UInt8] {
    var frame = WireBytes(.tooBig)
    frame.node(node(&input))
    frame.integer(1_200 + input.number(bits: 16) % 7_801, bytes: 2)
    return frame.bytes
  }
}
