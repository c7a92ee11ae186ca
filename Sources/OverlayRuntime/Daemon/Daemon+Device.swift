internal import Logging
internal import OverlayCore
internal import OverlaySecurity

extension Daemon {
  /// Makes the network device with this node's addresses; nil when none is wanted.
  static func device(
    _ settings: TunSettings, for credential: Credential, logger: Logger
  ) throws(DaemonError) -> TunDevice? {
    guard settings.enabled else { return nil }
    do throws(TunError) {
      let device = try TunDevice(
        name: settings.name, offloads: settings.offload ? .all : [],
        queues: RuntimeLimits.deviceQueues)
      if settings.offload, let missing = device.offloads.missing {
        logger.notice(
          "this kernel has no \(missing) for TUN devices: bulk transfers will be slower")
      }
      if device.queueCount < RuntimeLimits.deviceQueues {
        logger.notice(
          """
          the network device has \(device.queueCount) of \(RuntimeLimits.deviceQueues) queues: calls may \
          wait behind bulk transfers
          """)
      }
      try device.setMTU(settings.mtu)
      try device.setIPv4(credential.ipv4, prefixLength: Int(credential.ipv4PrefixLength))
      addIPv6(to: device, for: credential, logger: logger)
      try device.setUp()
      return device
    } catch {
      throw .tun(error)
    }
  }

  /// Makes the host's own device anew after somebody took it away.
  func restoreDevice(now: Instant) {
    devices.ownDueAt = now + Self.devicePause
    let made: TunDevice?
    do throws(DaemonError) {
      made = try Self.device(configuration.tun, for: credential, logger: logger)
    } catch {
      return logger.error("\(error.problem). \(error.remedy)")
    }
    guard let made else { return }
    tun = made
    devices.restore(own: made)
    for queue in 0..<made.queueCount {
      let lane = HostDevices.lane(of: HostDevices.hostPlace, queue: queue)
      try? loop.add(made.descriptor(queue), token: EventToken(.tun, index: lane))
    }
    logger.notice("the network device \(made.name) is back")
    host?.setDevice(made.name)
    edge.hostLookAt = edge.isInUse ? now : .never
    registerNames()
  }

  /// Between two attempts to have the device again.
  private static let devicePause = Interval.seconds(1)

  /// A host with IPv6 switched off is no reason not to start.
  private static func addIPv6(
    to device: TunDevice, for credential: Credential, logger: Logger
  ) {
    let address = OverlayAddress.ipv6(credential.node, network: credential.network)
    do throws(TunError) {
      try device.addIPv6(address, prefixLength: Int(OverlayAddress.prefixLength))
    } catch {
      logger.warning("\(error.problem); the overlay is reachable by IPv4 only on this host")
    }
  }
}
