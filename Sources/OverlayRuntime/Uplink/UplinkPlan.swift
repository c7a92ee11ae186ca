internal import OverlayCore
public import OverlaySecurity

/// Works out which sockets a node's settings ask for on the interfaces that there are.
///
/// Without `uplinks` these are the addresses under `listen`. With them, each wildcard under `listen`
/// stands for one socket on each uplink of its family that is there at the moment; the others stay.
public struct UplinkPlan {
  private let configuration: DaemonConfiguration
  private let interfaces: [HostInterface]

  /// A plan for the given interfaces; those with an address of the overlay are none of its uplinks.
  ///
  /// - Parameters:
  ///   - configuration: the settings.
  ///   - interfaces: what this host has.
  ///   - credential: whose network's addresses are the overlay's own; nil when there is no
  ///     membership yet.
  public init(
    _ configuration: DaemonConfiguration, interfaces: [HostInterface], credential: Credential?
  ) {
    self.configuration = configuration
    self.interfaces = interfaces.filter { interface in
      guard let credential else { return true }
      return !interface.addresses.contains {
        AdvertisedAddresses.isInside($0, credential)
      }
    }
  }

  /// The sockets, at most ``RuntimeLimits/underlaySockets``.
  public var places: [UnderlayPlace] {
    guard !configuration.uplinks.isEmpty else {
      return configuration.listen.map { UnderlayPlace(uplink: owner(of: $0)?.name, address: $0) }
    }
    var places: [UnderlayPlace] = []
    for listen in configuration.listen {
      if listen.host != 0 {
        places.append(UnderlayPlace(uplink: owner(of: listen)?.name, address: listen))
      } else {
        for uplink in configuration.uplinks {
          // `auto` beside an interface that is named means the others.
          places += sockets(uplink, listen).filter { found in
            !places.contains {
              $0.interfaceNumber == found.interfaceNumber && $0.address == found.address
            }
          }
        }
      }
    }
    return Array(places.prefix(RuntimeLimits.underlaySockets))
  }

  private func sockets(
    _ uplink: UplinkSettings, _ listen: UnderlayAddress
  ) -> [UnderlayPlace] {
    switch uplink.place {
    case .automatic:
      interfaces.filter { interface in
        interface.hasDefaultRoute || interface.addresses.contains(where: \.isGlobal)
      }.compactMap { socket(on: $0, named: $0.name, listen) }
    case .interface(let name):
      interfaces.filter { $0.name == name }
        .compactMap { socket(on: $0, named: uplink.name ?? name, listen) }
    case .address(let address):
      if address.family == listen.family, owner(of: address)?.isRunning == true {
        [
          UnderlayPlace(
            uplink: uplink.name ?? uplink.text,
            address: UnderlayAddress(
              family: address.family, host: address.host, port: listen.port))
        ]
      } else {
        []
      }
    }
  }

  private func socket(
    on interface: HostInterface, named name: String, _ listen: UnderlayAddress
  ) -> UnderlayPlace? {
    guard interface.isRunning, interface.addresses.contains(where: { $0.family == listen.family })
    else { return nil }
    return UnderlayPlace(
      uplink: name, interface: interface.name, interfaceNumber: interface.number, address: listen)
  }

  private func owner(of address: UnderlayAddress) -> HostInterface? {
    interfaces.first { interface in
      interface.addresses.contains { $0.family == address.family && $0.host == address.host }
    }
  }
}
