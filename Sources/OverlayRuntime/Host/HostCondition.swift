internal import OverlaySecurity

/// How what the daemon has set up of its host does, as of the last look.
struct HostCondition: Hashable, Sendable {
  /// Something that was set up and that somebody took away.
  enum Lack: String, Hashable, Sendable {
    case rules = "routing rules"
    case precedence = "the first place among routing rules"
    case routes = "routes into the network device"
    case barrier = "the unreachable default route"
    case outbound = "the firewall table that keeps packets in"
    case firewall = "the firewall table of what is served"
  }

  /// What was missing and could not be put back.
  var lacking: Set<Lack> = []
  /// What was put back at this look.
  var mended: Set<Lack> = []
  /// Why something could not be.
  var failure: HostToolError?
  /// How often something was put back.
  var repairs: UInt64 = 0
  /// The addresses of this host and of networks that it is part of.
  var surroundings: [AddressPrefix] = []
}
