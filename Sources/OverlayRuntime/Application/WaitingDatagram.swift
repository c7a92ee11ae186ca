internal import OverlayCore

/// A datagram of an application whose destination is being looked for, or called.
struct WaitingDatagram {
  var datagram: OutgoingDatagram
  var bytes: [UInt8]
  var until: Instant
}
