internal import Logging
internal import OverlayCore
internal import OverlaySecurity

// Where others reach this node, when that is not fixed by the settings, and which uplinks there are.

extension Daemon {
  /// How often this host's addresses are looked at without the kernel having said anything.
  /// Neighbours notice a move by themselves, from where our frames come; this is for the addresses
  /// that newcomers are told, and for default routes.
  private static let addressInterval = Interval.seconds(15)
  /// How long a burst of changes is waited out, during which an interface may have no address.
  private static let settling = Interval.milliseconds(20)
  /// When to look once more: routes follow the addresses that they belong to.
  private static let secondLook = Interval.seconds(2)

  private var followsAddresses: Bool {
    !configuration.uplinks.isEmpty
      || configuration.advertise.isEmpty && configuration.listen.contains { $0.host == 0 }
  }

  /// Looks now and then, if wildcards are advertised as this host's addresses or uplinks are followed.
  func watchAddresses() {
    guard followsAddresses else { return }
    interfacesBefore = LocalAddresses.interfaces()
    addressesDueAt = loop.clock.now + Self.addressInterval
  }

  /// The kernel says that something has changed: looks soon.
  func interfacesChanged(now: Instant) {
    guard interfaceWatch?.take() == true, followsAddresses else { return }
    addressesDueAt = min(addressesDueAt, now + Self.settling)
  }

  /// Follows interfaces and addresses that have come or gone.
  func lookForAddresses(now: Instant) {
    let interfaces = LocalAddresses.interfaces()
    let hasChanged = interfaces != interfacesBefore
    addressesDueAt = now + (hasChanged ? Self.secondLook : Self.addressInterval)
    if hasChanged || !configuration.uplinks.isEmpty { followUplinks(interfaces, now: now) }
    interfacesBefore = interfaces
    let found = AdvertisedAddresses.list(
      configuration, places: underlay.openPlaces, interfaces: interfaces, credential: credential)
    guard found != advertised, !found.isEmpty else { return }
    let text = found.map(\.description).joined(separator: ", ")
    logger.info("this host's addresses have changed: \(text)")
    advertised = found
    node.setAdvertised(found, now: now)
  }

  /// Closes sockets of uplinks that are gone, opens those of new ones, and tries links over uplinks
  /// whose address has changed.
  private func followUplinks(_ interfaces: [HostInterface], now: Instant) {
    let wanted = UplinkPlan(configuration, interfaces: interfaces, credential: credential).places
    for index in underlay.surplus(wanted) {
      logger.info("uplink \(underlay.uplink(index) ?? "") is gone")
      loop.remove(underlay.descriptor(index))
      node.closeSocket(index, now: now)
      underlay.close(index)
    }
    for index in 0..<underlay.count where underlay.isOpen(index) {
      guard let number = underlay.interfaceNumber(index) else { continue }
      if addresses(of: number, in: interfaces) != addresses(of: number, in: interfacesBefore) {
        node.renewSocket(index, now: now)
      }
    }
    for place in underlay.missing(wanted) { open(place, now: now) }
  }

  private func addresses(
    of number: UInt32, in interfaces: [HostInterface]
  ) -> [UnderlayAddress]? {
    interfaces.first { $0.number == number }?.addresses
  }

  private func open(_ place: UnderlayPlace, now: Instant) {
    let name = place.uplink ?? place.address.description
    do throws(SocketError) {
      guard let index = try underlay.open(place) else { return }
      node.openSocket(index, at: place.address, now: now)
      logger.info("uplink \(name) is there")
      try? watch(socket: index)
    } catch {
      logger.warning("uplink \(name) cannot be used: \(error.problem). \(error.remedy)")
    }
  }

  /// Has the loop report what comes to a socket.
  func watch(socket index: Int) throws(SystemError) {
    try loop.add(underlay.descriptor(index), token: EventToken(.underlay, index: index))
  }
}
