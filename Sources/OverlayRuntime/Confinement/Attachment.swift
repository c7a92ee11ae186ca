/// A network device in the hands of the daemon, for as long as this lives.
final class Attachment {
  private var client: ControlClient
  /// What the daemon said of the device.
  let report: AttachmentReport

  /// Connects to the daemon and hands the device over.
  init(
    _ client: consuming ControlClient, device: borrowing OwnedDescriptor, trafficClass: String?,
    ports: [UInt16], share: Int?
  ) throws(ControlError) {
    self.client = client
    try self.client.send(
      .attach(trafficClass: trafficClass, ports: ports, share: share), passing: device.number)
    guard case .attached(let report)? = try self.client.next() else {
      throw .malformed("no answer to `attach`")
    }
    self.report = report
  }

  /// Becomes readable when the daemon says something, or has gone.
  var descriptor: Int32 { client.descriptor }

  /// What has changed since.
  ///
  /// - Throws: ``ControlError/closed(path:)`` when the daemon has gone.
  func changes() throws(ControlError) -> [AttachmentReport] {
    try client.arrived().compactMap {
      if case .attached(let report) = $0 { report } else { nil }
    }
  }
}
