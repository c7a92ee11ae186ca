internal import CLinuxNet
public import OverlayCore

/// The addresses of this host's interfaces.
public enum LocalAddresses {
  /// Every address of an interface that is up, loopback and link-local ones left out, in the
  /// kernel's order. The port of each is 0.
  public static func list() -> [UnderlayAddress] {
    found().map(address)
  }

  /// The interfaces that are up and have an address, loopback left out, in the kernel's order.
  public static func interfaces() -> [HostInterface] {
    var defaults = [UInt32](repeating: 0, count: 64)
    let count = unsafe clinuxnet_default_interfaces(&defaults, Int32(defaults.count))
    let routed = defaults.prefix(max(0, Int(count)))
    var interfaces: [HostInterface] = []
    for entry in found() {
      if let known = interfaces.firstIndex(where: { $0.number == entry.interface }) {
        interfaces[known].addresses.append(address(entry))
      } else {
        interfaces.append(
          HostInterface(
            name: name(entry), number: entry.interface, isRunning: entry.running != 0,
            hasDefaultRoute: routed.contains(entry.interface), addresses: [address(entry)]))
      }
    }
    return interfaces
  }

  private static func found() -> ArraySlice<clinuxnet_local_address> {
    var found = [clinuxnet_local_address](repeating: clinuxnet_local_address(), count: 64)
    let count = unsafe clinuxnet_local_addresses(&found, Int32(found.count))
    return found.prefix(max(0, Int(count)))
  }

  private static func address(_ entry: clinuxnet_local_address) -> UnderlayAddress {
    UnderlayAddress(
      family: entry.family == 6 ? .ipv6 : .ipv4,
      host: UInt128(entry.host_high) << 64 | UInt128(entry.host_low), port: 0)
  }

  private static func name(_ entry: clinuxnet_local_address) -> String {
    unsafe withUnsafeBytes(of: entry.name) { bytes in
      String(decoding: unsafe Array(bytes).prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}
