internal import CLinuxNet
internal import Logging
internal import OverlayCore
internal import OverlaySecurity

// What the host's kernel is told for prefixes and exits, and whether it still knows.

extension Daemon {
  /// How often it is looked whether the host's set-up is as it was made.
  private static let hostInterval = Interval.seconds(1)

  /// Sets the host up for what the settings serve and use; nil when that is nothing.
  ///
  /// - Throws: ``EdgeError`` when the credential or the host does not allow it.
  static func hostSetup(
    _ settings: EdgeSettings, _ credential: Credential, _ tun: TunDevice?,
    _ underlay: UnderlayPorts, state: StateDirectory
  ) throws(EdgeError) -> HostSetup? {
    let name = HostSetup.name(of: credential)
    // A lost or emptied file must not open the host.
    if settings.exit == .off, HostSetup.isClosed(state, by: name) {
      throw .closed(
        configuration: state.path(of: .configuration), isMissing: !state.has(.configuration))
    }
    if settings.keepsIn, let table = HostSetup.otherGuard(state, besides: name) {
      throw .closedByOther(table: table)
    }
    guard settings.forwards || settings.usesOthers else {
      // What cannot be taken back is none of what keeps packets in, and stays in the record.
      HostSetup.clean(state)
      return nil
    }
    guard let tun else { throw .noDevice }
    for served in settings.serve {
      guard credential.mayServe(served.prefix) else {
        throw .unauthorised(served.prefix, node: credential.name)
      }
      guard !credential.isInsideOverlay(served.prefix.address, served.prefix.family) else {
        throw .insideOverlay(served.prefix)
      }
    }
    if settings.servesExit, !credential.roles.contains(.exit) {
      throw .notExit(node: credential.name)
    }
    let host = HostSetup(
      state: state, device: tun.name, name: name, keeps: settings.keepsIn)
    if settings.forwards { try prepareForwarding(host, settings, credential, tun) }
    if settings.usesOthers {
      for socket in 0..<underlay.count {
        let result = clinuxnet_socket_mark(underlay.descriptor(socket), HostRouting.mark)
        guard result >= 0 else { throw .noMark(SystemError(code: -result)) }
      }
      if settings.exit != .off { try host.switchOn(.markReturns) }
      let outbound: HostSetup.OutboundMaker = { device, networks in
        OutboundFirewall(name: name, device: device, networks: networks)
      }
      try host.beginRouting(keepingIn: settings.keepsIn ? outbound : nil)
    }
    return host
  }

  private static func prepareForwarding(
    _ host: HostSetup, _ settings: EdgeSettings, _ credential: Credential, _ tun: TunDevice
  ) throws(EdgeError) {
    let hasIPv4 = settings.servesExit || settings.serve.contains { $0.prefix.family == .ipv4 }
    let hasIPv6 = settings.serve.contains { $0.prefix.family == .ipv6 }
    var needed: [KernelSetting] = hasIPv4 ? [.forwardIPv4] : []
    if hasIPv6 { needed.append(.forwardIPv6) }
    for setting in needed {
      if settings.forwarding == .set { try host.switchOn(setting) }
      guard setting.value == "1" else { throw .noForwarding(setting: setting.name) }
    }
    // An exit does without IPv6 rather than not at all.
    if settings.servesExit, settings.forwarding == .set { try? host.switchOn(.forwardIPv6) }
    if settings.servesExit || settings.serve.contains(where: \.masquerade) {
      let name = HostSetup.name(of: credential)
      let own = credential.ownPrefixes
      try host.setFirewall { device, closed in
        HostFirewall(name: name, device: device, edge: settings, own: own, closed: closed)
      }
    }
  }

  /// Has what somebody took away of the host's set-up put back, elsewhere than on this thread.
  func lookAfterHost(now: Instant) {
    edge.hostLookAt = now + Self.hostInterval
    guard let host else { return }
    edge.setSurroundings(host.condition.surroundings)
    let logger = logger
    Task.detached(priority: .utility) {
      let condition = host.keep()
      for lack in condition.mended.map(\.rawValue).sorted() {
        logger.warning("somebody had taken away \(lack); back in place")
      }
      if let failure = condition.failure {
        logger.error("\(failure.problem). \(failure.remedy)")
      }
    }
  }
}
