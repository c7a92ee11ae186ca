internal import OverlayRuntime

extension Datagram {
  init(_ datagram: ApplicationDatagram, _ bytes: [UInt8]) {
    self.init(
      payload: bytes, source: datagram.source, sourcePort: datagram.sourcePort,
      trafficClass: datagram.trafficClass)
  }
}
