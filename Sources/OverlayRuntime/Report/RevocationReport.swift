/// What `selvedge revoke` tells. The names of the properties are the keys of its JSON and stay as
/// they are.
public struct RevocationReport: Codable, Hashable, Sendable {
  /// The node ID of who is out, 32 hexadecimal digits.
  public var node: String
  /// Its last credential that is void.
  public var serial: UInt32
  /// When it was decided, in seconds since 1970.
  public var revokedAt: UInt64
  /// Whether a running daemon has told the neighbours. Otherwise they hear of it when it starts.
  public var isAnnounced: Bool

  /// A report with every field given.
  public init(node: String, serial: UInt32, revokedAt: UInt64, isAnnounced: Bool) {
    self.node = node
    self.serial = serial
    self.revokedAt = revokedAt
    self.isAnnounced = isAnnounced
  }
}
