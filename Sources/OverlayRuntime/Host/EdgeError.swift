public import OverlaySecurity

/// Why a node cannot serve or use prefixes as its settings say.
public enum EdgeError: ExplainedError, Hashable {
  /// The credential does not allow it.
  case unauthorised(AddressPrefix, node: String)
  /// The credential lacks the role.
  case notExit(node: String)
  /// The prefix has addresses of the overlay itself.
  case insideOverlay(AddressPrefix)
  /// This host was closed for an exit, and the settings name none.
  case closed(configuration: String, isMissing: Bool)
  /// Another node keeps this host's packets in, with a firewall table of that name.
  case closedByOther(table: String)
  /// There is no network device.
  case noDevice
  /// The kernel does not pass packets on.
  case noForwarding(setting: String)
  /// A setting of the kernel cannot be changed.
  case kernelSetting(name: String, SystemError)
  /// Datagrams cannot be marked.
  case noMark(SystemError)
  /// A program of the host.
  case tool(HostToolError)
  /// What is changed cannot be written down.
  case state(StateError)

  /// What happened.
  public var problem: String {
    switch self {
    case .unauthorised(let prefix, let node):
      "the credential of \(node) does not allow it to serve \(prefix)"
    case .notExit(let node): "the credential of \(node) does not allow it to be an exit"
    case .insideOverlay(let prefix): "\(prefix) has addresses of the overlay itself"
    case .closed(let file, let isMissing):
      "this host is closed, because its node uses an exit, and "
        + (isMissing ? "the configuration is missing: \(file)" : "\(file) names no exit")
    case .closedByOther(let table):
      "another node of this host uses an exit already: its firewall table \(table) drops all packets "
        + "that this one would send through its own"
    case .noDevice: "prefixes and exits need the network device, and this node runs without one"
    case .noForwarding(let setting): "this host does not pass packets on: \(setting) is 0"
    case .kernelSetting(let name, let error): "cannot set \(name): \(error)"
    case .noMark(let error): "cannot mark datagrams to keep them out of the overlay: \(error)"
    case .tool(let error): error.problem
    case .state(let error): error.problem
    }
  }

  /// What to do about it.
  public var remedy: String {
    switch self {
    case .unauthorised(let prefix, _):
      "Invite the node with `selvedge invite NAME --prefix \(prefix)` and join anew, or take the "
        + "prefix from `serve` in config.yaml."
    case .notExit:
      "Invite the node with `selvedge invite NAME --exit` and join anew, or set `serve-exit: false` "
        + "in config.yaml."
    case .insideOverlay:
      "Serve addresses of the network behind the node; its own it has anyway."
    case .closed(let file, _):
      "Restore \(file) with its `exit`; or run `selvedge down` to open the host, and start the daemon "
        + "again."
    case .closedByOther:
      "Stop that node with `selvedge down` and its `--state DIR`, or where its daemon is gone with "
        + "`selvedge down --all`; or set `exit: off` in config.yaml."
    case .noDevice:
      "Leave out `--no-tun` and `tun.enabled: false`, or `serve`, `serve-exit`, `accept-prefixes` "
        + "and `exit` in config.yaml."
    case .noForwarding(let setting):
      "Run `sysctl -w \(setting)=1`, and put `\(setting) = 1` into /etc/sysctl.d to keep it; or set "
        + "`forwarding: set` in config.yaml, and the daemon does it while it runs."
    case .kernelSetting, .noMark: "Run the daemon as root or with CAP_NET_ADMIN."
    case .tool(let error): error.remedy
    case .state(let error): error.remedy
    }
  }
}
