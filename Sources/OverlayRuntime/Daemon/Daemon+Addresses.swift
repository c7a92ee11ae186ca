internal import Logging
internal import OverlayCore
internal import OverlaySecurity

// Where others reach this node, when that is not fixed by the settings.

extension Daemon {
  /// How often this host's addresses are looked at. Neighbours notice a move by themselves, from
  /// where our frames come; this is for the addresses that newcomers are told.
  private static let addressInterval = Interval.seconds(15)

  /// Looks now and then, if wildcards are advertised as this host's addresses.
  func watchAddresses() {
    guard configuration.advertise.isEmpty, configuration.listen.contains(where: { $0.host == 0 })
    else { return }
    addressesDueAt = loop.clock.now + Self.addressInterval
  }

  /// Announces addresses that have come or gone.
  func lookForAddresses(now: Instant) {
    addressesDueAt = now + Self.addressInterval
    let found = AdvertisedAddresses.list(
      configuration, bound: underlay.addresses, credential: credential)
    guard found != advertised, !found.isEmpty else { return }
    let text = found.map(\.description).joined(separator: ", ")
    logger.info("this host's addresses have changed: \(text)")
    advertised = found
    node.setAdvertised(found, now: now)
  }
}
