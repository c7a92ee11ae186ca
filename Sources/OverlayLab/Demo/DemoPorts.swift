import OverlayCore
import OverlaySimulator

/// The UDP ports of one demonstration, so that two can run on one machine.
struct DemoPorts: Hashable {
  /// The lowest of them.
  var base: UInt16

  /// Where the daemons listen on their hosts.
  var overlay: UInt16 { base }
  /// The applications' port on their hosts, for the direct streams.
  var application: UInt16 { base + 1 }
  /// MIT's local port that leads to ArosNet's service.
  var tunnel: UInt16 { base + 2 }
  /// Where ArosNet's daemon delivers to.
  var service: UInt16 { base + 3 }

  /// Ports that the emulator stands in for.
  var emulated: [UInt16] { [overlay, application] }

  /// Tried in turn, below the ports that the kernel gives away by itself.
  static let candidates = stride(from: UInt16(20_100), to: 32_000, by: 100).map {
    DemoPorts(base: $0)
  }

  /// A port of this host's own loopback address.
  static func loopback(_ port: UInt16) -> UnderlayAddress {
    UnderlayAddress(ipv4: 127 << 24 | 1, port: port)
  }

  /// The ends of the streams.
  var addresses: DemoStreams.Addresses {
    let caller = EmulatedEndpoint(host: Site.mit.rawValue, port: application)
    let responder = EmulatedEndpoint(host: Site.arosNet.rawValue, port: application)
    return DemoStreams.Addresses(
      directCaller: EmulatedAddressing.local(caller),
      directTarget: EmulatedAddressing.remote(responder),
      directResponder: EmulatedAddressing.local(responder),
      overlayTarget: Self.loopback(tunnel), overlayResponder: Self.loopback(service))
  }
}
