import OverlayCore

/// A newcomer's initiation that waits for the authority's answer.
struct PendingEnrolment {
  var identifier: UInt32
  var initiation: NoiseInitiationRead
  var version: UInt8
  var remoteIndex: UInt32
  var origin: HandshakeOrigin
  var since: Instant
}
