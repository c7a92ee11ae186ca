public import OverlayCore

/// Why a UDP socket could not be opened.
public enum SocketError: ExplainedError, Hashable {
  /// Another process uses the address and port.
  case inUse(UnderlayAddress)
  /// No interface of this host has the address.
  case notOurs(UnderlayAddress)
  /// Ports below 1024 need a right that the caller lacks.
  case forbidden(UnderlayAddress)
  /// There is no such interface.
  case noInterface(String)
  /// Anything else that the kernel objects to.
  case refused(UnderlayAddress, SystemError)

  /// What happened, and to which address.
  public var problem: String {
    switch self {
    case .inUse(let address): "UDP address \(address) is taken by another process"
    case .notOurs(let address): "UDP address \(address) does not belong to this host"
    case .forbidden(let address): "not allowed to use UDP port \(address.port) of \(address)"
    case .noInterface(let name): "there is no interface \(name)"
    case .refused(let address, let error): "cannot open UDP address \(address): \(error)"
    }
  }

  /// What to do about it.
  public var remedy: String {
    switch self {
    case .inUse(let address):
      "Find the process with `ss -ulpn 'sport = :\(address.port)'`, or choose another port under "
        + "`listen` in config.yaml."
    case .notOurs:
      "List the addresses of this host with `ip address`, or listen on 0.0.0.0 or [::] and name "
        + "the address that others reach under `advertise`."
    case .forbidden:
      "Choose a port above 1023 under `listen` in config.yaml, or run as root."
    case .noInterface:
      "List the interfaces of this host with `ip link`, and correct `uplinks` in config.yaml."
    case .refused: "Check the address under `listen` in config.yaml."
    }
  }
}
