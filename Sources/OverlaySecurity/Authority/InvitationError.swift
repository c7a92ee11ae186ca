/// Why a text is not an invitation.
public enum InvitationError: Error, Hashable, Sendable, CaseIterable {
  /// Does not begin as an invitation does.
  case notAnInvitation
  /// Begins as an invitation of another version does.
  case otherVersion
  /// Has characters that no invitation has, some are missing, or the checksum is wrong.
  case mistyped
  /// The checksum is right, but what it covers is not an invitation.
  case malformed
}

extension InvitationError: CustomStringConvertible {
  /// What is wrong and what to do, for people.
  public var description: String {
    switch self {
    case .notAnInvitation:
      "this is not an invitation; one begins with '\(Invitation.marker)'"
    case .otherVersion:
      "this invitation was made by another version of selvedge; this one reads those that begin"
        + " with '\(Invitation.marker)': update the older of the two hosts and ask for a new one"
    case .mistyped:
      "the invitation is damaged or incomplete; copy the whole of it again, from"
        + " '\(Invitation.marker)' to its end"
    case .malformed:
      "the invitation was made wrongly by whoever made it; ask for a new one"
    }
  }
}
