internal import OverlayRuntime

/// How the proxy's connections get into the overlay.
enum ProxyMode {
  /// Through the host's own network device.
  case host
  /// Through namespaces of the proxy's own.
  case namespace

  /// Reads off the daemon's report. A class can be had in a namespace only: the host's device has that
  /// of its packets.
  init(_ report: StatusReport, trafficClass: String?) {
    self = report.device != nil && trafficClass == nil ? .host : .namespace
  }
}
