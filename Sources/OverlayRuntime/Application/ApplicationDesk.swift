internal import OverlayCore
internal import OverlaySecurity

/// The loop's end of an ``ApplicationExchange``: buffers that applications' datagrams leave from, and
/// datagrams whose destination is not known yet.
final class ApplicationDesk {
  /// How long a datagram waits for its destination to be found or called.
  static let patience = Interval.seconds(3)

  let exchange: ApplicationExchange
  let arena = PacketArena(count: RuntimeLimits.batch)
  /// In the order in which they were sent.
  var waiting: [WaitingDatagram] = []

  init(_ exchange: ApplicationExchange) {
    self.exchange = exchange
  }

  /// When the first of the waiting datagrams has waited long enough.
  var deadline: Instant { waiting.map(\.until).min() ?? .never }
}
