import OverlayCore

/// A peer's initiation that was answered, and what is to count once its keys are used.
struct AnsweredInitiation {
  let counter: HandshakeCounter
  let credential: Credential
  /// What the peer says of itself.
  let record: MemberRecord
  let origin: HandshakeOrigin
  let path: Int
  let since: Instant
}
