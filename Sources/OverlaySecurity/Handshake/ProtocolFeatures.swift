/// What a node can do beyond the least that its protocol version asks for: a session uses what both
/// ends have.
///
/// A bit that this version does not know is kept and means nothing.
public struct ProtocolFeatures: OptionSet, Hashable, Sendable {
  /// The bits, as they stand on the wire.
  public let rawValue: UInt32

  /// Features by their bits.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// What this version has: no feature is defined yet.
  public static let ours: ProtocolFeatures = []
}
