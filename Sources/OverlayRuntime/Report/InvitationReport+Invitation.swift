internal import OverlayCore
public import OverlaySecurity

extension InvitationReport {
  /// What to tell about an invitation.
  public init(_ invitation: Invitation) {
    self.init(
      name: invitation.name, token: invitation.token, expiresAt: invitation.expiresAt,
      endpoints: invitation.endpoints.map(\.description))
  }
}
