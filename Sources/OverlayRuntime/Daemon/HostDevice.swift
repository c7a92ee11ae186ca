internal import OverlayCore

/// A network device whose packets this node carries, and what waits to be written to it.
final class HostDevice {
  let tun: TunDevice
  /// The program on the control socket that handed it over; nil for the host's own.
  let client: Int?
  /// Packets on their way to the device.
  var writer = TunWriter()

  init(_ tun: TunDevice, client: Int? = nil) {
    self.tun = tun
    self.client = client
  }

  /// Writes what waits.
  func flush() { writer.flush(to: tun) }
}
