/// Two nodes that speak no version of the protocol in common.
public struct VersionMismatch: Error, Hashable, Sendable {
  /// What this node speaks.
  public let ours: ProtocolVersions
  /// What the other speaks.
  public let theirs: ProtocolVersions

  /// A mismatch with a node that speaks `theirs`.
  public init(ours: ProtocolVersions = .ours, theirs: ProtocolVersions) {
    (self.ours, self.theirs) = (ours, theirs)
  }

  /// Whether the other node is the one to be updated.
  public var isOtherOlder: Bool { theirs.highest < ours.lowest }
}

extension VersionMismatch: CustomStringConvertible {
  /// What each side speaks, and which of them to update.
  public var description: String {
    "it speaks version \(theirs) of the protocol and this selvedge version \(ours): update "
      + (isOtherOlder ? "selvedge there" : "this selvedge")
  }
}
