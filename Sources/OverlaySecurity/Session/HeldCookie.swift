import OverlayCore

/// A cookie of a peer's.
struct HeldCookie {
  let bytes: [UInt8]
  let until: Instant
}
