import Foundation
import OverlayCore
import OverlayRuntime
import OverlaySecurity

/// State directories of one network's nodes, founded and enrolled for real on the loopback.
final class TestNetwork {
  private let temporary: TemporaryDirectory
  private var ports: [String: UInt16] = [:]

  init() throws {
    temporary = try TemporaryDirectory()
  }

  /// A node's state directory.
  func state(_ name: String) -> StateDirectory { StateDirectory(path: temporary.path(name)) }

  /// Where a node listens: a port of its own, free at the time.
  func listen(_ name: String) throws -> [UnderlayAddress] {
    let port = try ports[name] ?? Self.freePort()
    ports[name] = port
    return [UnderlayAddress(ipv4: 0x7f00_0001, port: port)]
  }

  /// A port that nobody uses at the moment.
  static func freePort() throws -> UInt16 {
    let socket = try UDPSocket(bindingTo: UnderlayAddress(ipv4: 0x7f00_0001, port: 0))
    return socket.address.port
  }

  /// Founds the network and starts its authority.
  func found(
    _ name: String, services: [PortService] = [], database: DatabaseSettings = DatabaseSettings(),
    servesApplications: Bool = false, adjust: (inout DaemonConfiguration) -> Void = { _ in }
  ) throws -> RunningDaemon {
    let state = state(name)
    try state.create()
    let founder = NetworkFounder(
      network: "test", node: name, addresses: AddressPrefix("10.99.0.0/24")!)
    _ = try founder.found(in: state)
    return try start(
      name, services: services, database: database, servesApplications: servesApplications,
      adjust: adjust)
  }

  /// Starts a node that is set up.
  func start(
    _ name: String, tunnels: [PortTunnel] = [], services: [PortService] = [],
    database: DatabaseSettings = DatabaseSettings(), servesApplications: Bool = false,
    adjust: (inout DaemonConfiguration) -> Void = { _ in }
  ) throws -> RunningDaemon {
    try RunningDaemon(
      state(name), listen: try listen(name), tunnels: tunnels, services: services,
      database: database, servesApplications: servesApplications, adjust: adjust)
  }

  /// Invites a node at the authority.
  func invite(_ name: String, at authority: RunningDaemon) throws -> Invitation {
    let request = ControlRequest.invite(name: name, expiresAfterSeconds: 60)
    guard case .invitation(let report)? = try authority.ask(request).first else {
      throw ControlError.malformed("no invitation")
    }
    return try Invitation(token: report.token)
  }

  /// Enrols a node with an invitation.
  func enrol(_ name: String, with invitation: Invitation) throws {
    let state = state(name)
    try state.create()
    var client = EnrolmentClient(
      invitation: invitation, identity: try state.joiningIdentity(), advertised: [],
      report: { _ in })
    try state.store(try client.enrol())
  }

  /// Invites and enrols a node and starts it.
  func join(
    _ name: String, at authority: RunningDaemon, tunnels: [PortTunnel] = []
  ) throws -> RunningDaemon {
    try enrol(name, with: invite(name, at: authority))
    return try start(name, tunnels: tunnels)
  }

  /// Waits until `condition` holds; what is `seen` at the end says why it did not.
  static func wait(
    seeing seen: @autoclosure () throws -> String = "", _ condition: () throws -> Bool
  ) throws {
    let deadline = Date.now.addingTimeInterval(20)
    while try !condition() {
      guard Date.now < deadline else {
        throw ControlError.malformed("waited in vain \(try seen())")
      }
      usleep(20_000)
    }
  }
}
