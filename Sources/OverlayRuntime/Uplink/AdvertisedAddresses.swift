public import OverlayCore
public import OverlaySecurity

/// Works out what to tell others about where a node listens.
public enum AdvertisedAddresses {
  /// The addresses under `advertise`; without any, those listened on, a wildcard standing for
  /// every address of this host's interfaces that is not the overlay's own.
  ///
  /// - Parameters:
  ///   - configuration: the settings.
  ///   - bound: the addresses listened on, with ports as the kernel gave them; nil when nobody
  ///     listens yet.
  ///   - credential: whose overlay addresses are left out; nil when there is no membership
  ///     yet.
  ///   - local: this host's addresses.
  public static func list(
    _ configuration: DaemonConfiguration, bound: [UnderlayAddress]? = nil, credential: Credential?,
    local: [UnderlayAddress] = LocalAddresses.list()
  ) -> [UnderlayAddress] {
    guard configuration.advertise.isEmpty else {
      return Array(configuration.advertise.prefix(Limits.endpointsMax))
    }
    let outside = local.filter { address in
      credential.map { !isInside(address, $0) } ?? true
    }
    var result: [UnderlayAddress] = []
    for address in bound ?? configuration.listen where address.port > 0 {
      if address.host != 0 {
        result.append(address)
      } else {
        result += outside.filter { $0.family == address.family }.map {
          UnderlayAddress(family: $0.family, host: $0.host, port: address.port)
        }
      }
    }
    return Array(result.prefix(Limits.endpointsMax))
  }

  /// The same where uplinks have sockets of their own: each stands for one address.
  ///
  /// - Parameters:
  ///   - configuration: the settings.
  ///   - places: the sockets, with ports as the kernel gave them; nil when nobody listens yet.
  ///   - interfaces: what this host has.
  ///   - credential: whose overlay addresses are left out.
  public static func list(
    _ configuration: DaemonConfiguration, places: [UnderlayPlace]?,
    interfaces: [HostInterface], credential: Credential?
  ) -> [UnderlayAddress] {
    guard !configuration.uplinks.isEmpty, configuration.advertise.isEmpty else {
      return list(
        configuration, bound: places.map { $0.map(\.address) }, credential: credential,
        local: interfaces.flatMap(\.addresses))
    }
    let plan = UplinkPlan(configuration, interfaces: interfaces, credential: credential)
    let found = (places ?? plan.places).filter { $0.address.port > 0 }.compactMap { place in
      guard place.address.host == 0 else { return place.address }
      let owner = interfaces.first { $0.number == place.interfaceNumber }
      let best = owner?.addresses.filter { $0.family == place.address.family }
      return (best?.first(where: \.isGlobal) ?? best?.first).map {
        UnderlayAddress(family: $0.family, host: $0.host, port: place.address.port)
      }
    }
    return Array(found.prefix(Limits.endpointsMax))
  }

  static func isInside(_ address: UnderlayAddress, _ credential: Credential) -> Bool {
    switch address.family {
    case .ipv4:
      let shift = UInt128(32 - credential.ipv4PrefixLength)
      return address.host >> shift == UInt128(credential.ipv4) >> shift
    case .ipv6:
      return address.host >> 64 == OverlayAddress.prefix(of: credential.network) >> 64
    }
  }
}
