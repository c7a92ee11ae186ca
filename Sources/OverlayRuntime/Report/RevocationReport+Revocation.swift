internal import OverlayCore
public import OverlaySecurity

extension RevocationReport {
  /// What to tell about a revocation.
  public init(_ revocation: Revocation, isAnnounced: Bool) {
    self.init(
      node: revocation.node.description, serial: revocation.serial,
      revokedAt: revocation.revokedAt, isAnnounced: isAnnounced)
  }
}
