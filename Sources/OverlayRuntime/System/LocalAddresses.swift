internal import CLinuxNet
public import OverlayCore

/// The addresses of this host's interfaces.
public enum LocalAddresses {
  /// Every address of an interface that is up, loopback and link-local ones left out, in the
  /// kernel's order. The port of each is 0.
  public static func list() -> [UnderlayAddress] {
    var found = [clinuxnet_local_address](repeating: clinuxnet_local_address(), count: 64)
    let count = unsafe clinuxnet_local_addresses(&found, Int32(found.count))
    return found.prefix(max(0, Int(count))).map { address in
      UnderlayAddress(
        family: address.family == 6 ? .ipv6 : .ipv4,
        host: UInt128(address.host_high) << 64 | UInt128(address.host_low), port: 0)
    }
  }
}
