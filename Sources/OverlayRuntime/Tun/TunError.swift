/// Why a TUN device could not be used.
public enum TunError: ExplainedError, Hashable {
  /// The caller may not create network devices.
  case forbidden(name: String)
  /// The kernel has no /dev/net/tun.
  case unavailable(SystemError)
  /// What was handed over is no TUN device, or one of another kind.
  case foreign(SystemError)
  /// Another process holds a device of that name.
  case taken(name: String)
  /// The device exists, and a step of its configuration failed.
  case configuration(step: String, name: String, SystemError)

  /// What happened, and to which device.
  public var problem: String {
    switch self {
    case .forbidden(let name): "not allowed to create the TUN device \(name)"
    case .unavailable(let error): "there is no usable /dev/net/tun: \(error)"
    case .foreign(let error): "what was handed over is no TUN device of ours: \(error)"
    case .taken(let name): "the TUN device \(name) is in use by another process"
    case .configuration(let step, let name, let error):
      "cannot \(step) of the TUN device \(name): \(error)"
    }
  }

  /// What to do about it.
  public var remedy: String {
    switch self {
    case .forbidden:
      "Run as root or with CAP_NET_ADMIN (`setcap cap_net_admin+ep` on the binary), or start with "
        + "`--no-tun` and run programs with `selvedge exec`, which needs no rights."
    case .unavailable:
      "Load the module with `modprobe tun`; in a container pass `--device /dev/net/tun`; or start "
        + "with `--no-tun`."
    case .foreign: "Make a layer 3 device without packet information (IFF_TUN, IFF_NO_PI)."
    case .taken: "Choose another name under `tun` in config.yaml, such as `selvedge%d`."
    case .configuration:
      "Check with `ip address` that the overlay's addresses are not used otherwise, and the values "
        + "under `tun` in config.yaml."
    }
  }
}
