/// What a node says under a key, for a time: soft state, gone unless its owner says it again.
///
/// ```
/// | key 16 | owner 16 | kind 1 | version 8 | lifetime s 4 |
/// | length 2 | payload | length 2 | proof |
/// ```
///
/// The frame around it tells a removal from a record: a removal has no payload and stands for its
/// lifetime against copies of what it removed. The proof is opaque here: the layer above verifies
/// it before the core sees a record.
public struct DirectoryRecord: Hashable, Sendable {
  /// What tells records apart: a newer version replaces an older one with the same identity.
  public struct Identity: Hashable, Comparable, Sendable {
    /// Where the record lives.
    public var key: DirectoryKey
    /// Who said it.
    public var owner: NodeID
    /// What it is about.
    public var kind: DirectoryKind

    /// An identity with every part given.
    public init(key: DirectoryKey, owner: NodeID, kind: DirectoryKind) {
      self.key = key
      self.owner = owner
      self.kind = kind
    }

    /// Orders by key first, so that all records of a key stand together.
    public static func < (left: Identity, right: Identity) -> Bool {
      if left.key != right.key { return left.key < right.key }
      if left.owner != right.owner { return left.owner < right.owner }
      return left.kind < right.kind
    }
  }

  /// What tells it from other records.
  public var identity: Identity
  /// Grows with each change; the time of day in milliseconds does, and outlives a lost state file.
  public var version: UInt64
  /// How long it holds after its owner said it, in seconds: 1 to
  /// ``Limits/recordLifetimeSecondsMax``.
  public var lifetimeSeconds: UInt32
  /// Whether this says that the record is no more.
  public var isRemoval: Bool
  /// What the owner says, at most ``Limits/recordPayloadBytesMax`` bytes; empty in a removal.
  public var payload: [UInt8]
  /// The owner's credential and signature, at most ``Limits/recordProofBytesMax`` bytes.
  public var proof: [UInt8]

  /// A record that is still to be signed, or a removal when there is no payload.
  public init(
    identity: Identity, version: UInt64, lifetimeSeconds: UInt32, payload: [UInt8]?,
    proof: [UInt8] = []
  ) {
    self.identity = identity
    self.version = version
    self.lifetimeSeconds = lifetimeSeconds
    isRemoval = payload == nil
    self.payload = payload ?? []
    self.proof = proof
  }

  /// Where the record lives.
  public var key: DirectoryKey { identity.key }
  /// Who said it.
  public var owner: NodeID { identity.owner }
  /// What it is about.
  public var kind: DirectoryKind { identity.kind }

  /// Bytes of a record without payload and proof.
  public static let overheadBytes = 49
  /// Bytes on the wire.
  public var byteCount: Int { Self.overheadBytes + payload.count + proof.count }

  /// Whether every field is within its bounds, so that frames can carry the record.
  public var isSound: Bool {
    1...Limits.recordLifetimeSecondsMax ~= lifetimeSeconds && kind.rawValue != 0
      && payload.count <= Limits.recordPayloadBytesMax && proof.count <= Limits.recordProofBytesMax
      && (!isRemoval || payload.isEmpty)
  }
}

extension ByteReader {
  /// A record, or a removal when the frame says that it is one.
  mutating func directoryRecord(
    _ bytes: borrowing Span<UInt8>, isRemoval: Bool
  ) throws(DecodeError) -> DirectoryRecord {
    let key = DirectoryKey(try uint128(bytes))
    let owner = try nodeID(bytes)
    let kind = DirectoryKind(rawValue: try byte(bytes))
    let version = try uint64(bytes)
    let lifetime = try uint32(bytes)
    guard kind.rawValue != 0, 1...Limits.recordLifetimeSecondsMax ~= lifetime else {
      throw .badValue
    }
    let payloadLength = try longCount(bytes, atMost: Limits.recordPayloadBytesMax)
    guard payloadLength == 0 || !isRemoval else { throw .badValue }
    let payload = try array(bytes, count: payloadLength)
    let proofLength = try longCount(bytes, atMost: Limits.recordProofBytesMax)
    return DirectoryRecord(
      identity: DirectoryRecord.Identity(key: key, owner: owner, kind: kind), version: version,
      lifetimeSeconds: lifetime, payload: isRemoval ? nil : payload,
      proof: try array(bytes, count: proofLength))
  }
}

extension ByteWriter {
  /// A record, which must be sound.
  mutating func directoryRecord(_ record: DirectoryRecord, to buffer: inout MutableSpan<UInt8>) {
    uint128(record.key.value, to: &buffer)
    nodeID(record.owner, to: &buffer)
    byte(record.kind.rawValue, to: &buffer)
    uint64(record.version, to: &buffer)
    uint32(record.lifetimeSeconds, to: &buffer)
    uint16(UInt16(record.payload.count), to: &buffer)
    bytes(record.payload, to: &buffer)
    uint16(UInt16(record.proof.count), to: &buffer)
    bytes(record.proof, to: &buffer)
  }
}
