internal import OverlayCore

/// A datagram of an application on its way to the loop, less its bytes.
struct OutgoingDatagram: Sendable {
  var destination: ApplicationAddressee
  var header: DatagramHeader
  var trafficClass: TrafficClass
  /// Told what became of it; nil when nobody wants to know.
  var verdict: (@Sendable (ApplicationVerdict) -> Void)?
}
