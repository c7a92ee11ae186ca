/// The versions of the wire protocol that a node speaks, from the lowest to the highest.
///
/// A handshake begins with them, so that a later version can be introduced one node at a time: both
/// sides use the highest version that both speak. Nodes that have none in common say so, to each
/// other and to their operators.
public struct ProtocolVersions: Hashable, Sendable {
  /// The lowest, at least 1.
  public let lowest: UInt8
  /// The highest, at least ``lowest``.
  public let highest: UInt8

  /// A range; nil when it is empty or begins with zero, which on the wire stands for version 1.
  public init?(lowest: UInt8, highest: UInt8) {
    guard lowest > 0, lowest <= highest else { return nil }
    (self.lowest, self.highest) = (lowest, highest)
  }

  private init(only version: UInt8) { (lowest, highest) = (version, version) }

  /// What this version of the program speaks.
  public static let ours = ProtocolVersions(only: 2)
  /// What nodes spoke that did not yet say which version they speak.
  public static let first = ProtocolVersions(only: 1)

  /// The version to use with a peer that speaks `others`; nil when there is none.
  public func common(with others: ProtocolVersions) -> UInt8? {
    let version = min(highest, others.highest)
    return version >= max(lowest, others.lowest) ? version : nil
  }
}

extension ProtocolVersions: CustomStringConvertible {
  /// `2`, or `2 to 4`.
  public var description: String {
    lowest == highest ? "\(lowest)" : "\(lowest) to \(highest)"
  }
}
