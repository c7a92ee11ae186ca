@testable import OverlayCore
@testable import OverlaySecurity

// What the prefix plane and its directory say.

extension FrameForge {
  /// | kind | hop limit 1 | toward 16 | origin 16 | request 4 |
  private mutating func envelope(_ kind: FrameKind, _ input: inout ScriptReader) -> WireBytes {
    var frame = WireBytes(kind)
    frame.byte(1 + input.byte() % 32)
    frame.node(node(&input))
    frame.node(node(&input))
    frame.integer(input.number(bits: 32), bytes: 4)
    return frame
  }

  /// | key 16 | owner 16 | kind 1 | version 8 | lifetime 4 | length 2, payload | length 2, proof |
  private mutating func record(
    isRemoval: Bool, into frame: inout WireBytes, _ input: inout ScriptReader
  ) {
    let key = node(&input)
    let isSigned = input.byte() & 1 == 0
    let kind = DirectoryKind(rawValue: 1 + input.byte() % 6)
    let version = input.number(bits: 64)
    let lifetime = UInt32(1 + input.number(bits: 32) % 86_400)
    let payload = isRemoval ? nil : input.raw(Int(input.byte()))
    let own = HostileNetwork.member(sender)
    var record = DirectoryRecord(
      identity: .init(key: DirectoryKey(key), owner: own.key.node, kind: kind), version: version,
      lifetimeSeconds: lifetime, payload: payload)
    if isSigned {
      record = RecordSigning.sign(record, with: own.key, credential: own.credential)
    } else {
      record.identity.owner = node(&input)
    }
    frame.wide(record.key.value)
    frame.node(record.owner)
    frame.byte(kind.rawValue)
    frame.integer(version, bytes: 8)
    frame.integer(UInt64(lifetime), bytes: 4)
    for bytes in [record.payload, record.proof] {
      frame.integer(UInt64(bytes.count), bytes: 2)
      frame.append(bytes)
    }
  }

  mutating func publication(_ kind: FrameKind, _ input: inout ScriptReader) -> [UInt8] {
    var frame = envelope(kind, &input)
    frame.integer(input.number(bits: 32), bytes: 4)
    record(isRemoval: kind == .directoryRemove, into: &frame, &input)
    return frame.bytes
  }

  mutating func lookUp(_ input: inout ScriptReader) -> [UInt8] {
    var frame = envelope(.directoryLookup, &input)
    frame.byte(input.byte() % 6)
    return frame.bytes
  }

  mutating func answer(_ input: inout ScriptReader) -> [UInt8] {
    var frame = envelope(.directoryAnswer, &input)
    let parts = input.byte() % 17
    frame.byte(parts == 0 ? 0 : input.byte() % parts)
    frame.byte(parts)
    guard parts > 0 else { return frame.bytes }
    frame.integer(input.number(bits: 32), bytes: 4)
    record(isRemoval: false, into: &frame, &input)
    return frame.bytes
  }

  mutating func acknowledgement(_ input: inout ScriptReader) -> [UInt8] {
    var frame = envelope(.directoryAcknowledgement, &input)
    frame.byte(input.byte() % 7)
    frame.integer(input.number(bits: 64), bytes: 8)
    return frame.bytes
  }

  mutating func tableRequest(_ input: inout ScriptReader) -> [UInt8] {
    var frame = WireBytes(.tableRequest)
    frame.byte(1 + input.byte() % 2)
    frame.integer(max(1, input.number(bits: 16)), bytes: 2)
    frame.byte(input.byte() % 128)
    frame.integer(input.number(bits: 32), bytes: 4)
    frame.contact(contact(&input))
    return frame.bytes
  }

  mutating func contacts(_ input: inout ScriptReader) -> [UInt8] {
    var frame = WireBytes(.contacts)
    frame.byte(input.byte() & 3)
    frame.integer(input.number(bits: 16), bytes: 2)
    let count = input.byte() % 18
    frame.byte(count)
    for _ in 0..<count { frame.contact(contact(&input)) }
    return frame.bytes
  }

  mutating func tableSummary(_ input: inout ScriptReader) -> [UInt8] {
    var frame = WireBytes(.tableSummary)
    let base: DigitBase = input.byte() & 1 == 0 ? .sixteen : .four
    let (width, levels) = (1 + input.byte() % 4, input.byte() % UInt8(clamping: 256 / base.count))
    frame.byte(base.rawValue)
    frame.byte(width)
    frame.byte(levels)
    for _ in 0..<Int(levels) * base.count {
      let count = input.byte() % (width + 1)
      frame.byte(count)
      if count > 0, count < width { frame.integer(UInt64(input.uint16()), bytes: 2) }
    }
    return frame.bytes
  }

  mutating func announcement(_ input: inout ScriptReader) -> [UInt8] {
    var frame = WireBytes(.announcement)
    frame.byte(input.byte() % 129)
    frame.integer(input.number(bits: 32), bytes: 4)
    frame.contact(contact(&input))
    return frame.bytes
  }

  mutating func announcementAck(_ input: inout ScriptReader) -> [UInt8] {
    var frame = WireBytes(.announcementAck)
    frame.byte(input.byte() & 1)
    frame.integer(input.number(bits: 32), bytes: 4)
    frame.node(node(&input))
    return frame.bytes
  }

  mutating func relayNote(_ input: inout ScriptReader) -> [UInt8] {
    var frame = WireBytes(.relayNote)
    frame.byte(1 + input.byte() % 3)
    frame.contact(contact(&input))
    return frame.bytes
  }
}
