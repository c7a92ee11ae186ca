public import OverlayCore

/// What every handshake datagram but a cookie reply begins with.
///
/// ```
///  0      1         2         3            7
/// +------+---------+---------+------------+
/// | kind | lowest  | highest |  features  |
/// +------+---------+---------+------------+
/// ```
///
/// An initiation names the versions that its sender speaks, and a response twice the one that was
/// chosen. The initiation's front is part of the Noise prologue (``prologue(_:)``): whoever changes
/// it on the way makes the handshake fail, and nobody is talked down to an older version.
///
/// Version 1 had no such fields. Its second byte was always zero, since indices have 24 bits.
public struct HandshakeFront: Hashable, Sendable {
  /// Which message it is.
  public let kind: HandshakeKind
  /// The versions that the sender speaks, or the one that it chose.
  public let versions: ProtocolVersions
  /// What the sender can do beyond the version.
  public let features: ProtocolFeatures

  /// Bytes on the wire.
  public static let byteCount = 7

  /// A front with every field given.
  public init(
    _ kind: HandshakeKind, versions: ProtocolVersions = .ours, features: ProtocolFeatures = .ours
  ) {
    (self.kind, self.versions, self.features) = (kind, versions, features)
  }

  /// The front of a response in the version that was chosen.
  public init(choosing version: UInt8) {
    self.init(
      .response, versions: ProtocolVersions(lowest: version, highest: version) ?? .ours)
  }

  /// The bytes on the wire.
  public var encoded: [UInt8] {
    var bytes = ByteBuilder(capacity: Self.byteCount)
    bytes.append(kind.rawValue)
    bytes.append(versions.lowest)
    bytes.append(versions.highest)
    bytes.append(features.rawValue)
    return bytes.bytes
  }

  /// What both sides mix into a handshake that begins with this front.
  ///
  /// - Parameter network: ``NoiseHandshake/prologue(network:)``.
  public func prologue(_ network: [UInt8]) -> [UInt8] { network + encoded }

  /// Whether a datagram is an initiation of version 1.
  public static func isFirstVersion(_ datagram: borrowing Span<UInt8>) -> Bool {
    datagram.count > 1 && datagram[0] == HandshakeKind.initiation.rawValue && datagram[1] == 0
  }

  /// Reads the front of a datagram.
  public init(decoding datagram: borrowing Span<UInt8>) throws(DecodeError) {
    var reader = ByteReader(datagram)
    try self.init(datagram, reader: &reader)
  }

  /// Reads a front and leaves the reader behind it.
  init(_ bytes: borrowing Span<UInt8>, reader: inout ByteReader) throws(DecodeError) {
    guard let kind = HandshakeKind(rawValue: try reader.byte(bytes)) else { throw .unknownKind }
    self.kind = kind
    guard
      let versions = ProtocolVersions(
        lowest: try reader.byte(bytes), highest: try reader.byte(bytes))
    else { throw .badValue }
    self.versions = versions
    features = ProtocolFeatures(rawValue: try reader.uint32(bytes))
  }
}
