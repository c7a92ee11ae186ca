internal import OverlayCore

/// Carries UDP datagrams between local programs and other nodes, for hosts without a network
/// device.
///
/// A *tunnel* listens on a local address for programs; each program that speaks gets a port of
/// ours in the overlay, so that answers reach it. A *service* is a port of ours in the overlay;
/// each remote peer that speaks to it gets a local socket of its own, so that the program behind
/// the service can tell peers apart and answer each.
struct PortForwarder {
  /// A program of a tunnel.
  private struct Program: Hashable {
    var tunnel: Int
    var address: UnderlayAddress
  }

  /// A remote peer of a service.
  private struct Remote: Hashable {
    var service: UInt16
    var node: NodeID
    var port: UInt16
  }

  /// The first of our ports in the overlay for programs of tunnels: the dynamic range of
  /// RFC 6335, section 6.
  static let firstProgramPort: UInt16 = 49_152

  let tunnels: [PortTunnel]
  private let tunnelPorts: [DatagramPort]
  private let services: [UInt16: PortService]
  private var programs = PeerTable<Program, Int>(capacity: RuntimeLimits.forwardPeers)
  private var remotes = PeerTable<Remote, NodeID>(capacity: RuntimeLimits.forwardPeers)
  private var remotePorts: [DatagramPort?]
  /// Sockets with datagrams waiting.
  private var waiting: [DatagramPort] = []

  /// Opens the local sockets of the tunnels.
  init(tunnels: [PortTunnel], services: [PortService]) throws(SocketError) {
    self.tunnels = tunnels
    var ports: [DatagramPort] = []
    for tunnel in tunnels { ports.append(try Self.port(tunnel.listen)) }
    tunnelPorts = ports
    self.services = Dictionary(services.map { ($0.port, $0) }) { first, _ in first }
    remotePorts = Array(repeating: nil, count: RuntimeLimits.forwardPeers)
  }

  private static func port(_ address: UnderlayAddress) throws(SocketError) -> DatagramPort {
    DatagramPort(
      try UDPSocket(
        bindingTo: address, queueBytes: RuntimeLimits.forwardQueueBytes,
        messages: RuntimeLimits.forwardMessages))
  }

  /// Places of peers that were taken for others while they were in use.
  var displaced: UInt64 { programs.displaced + remotes.displaced }

  /// The local socket of tunnel `index`.
  func tunnelPort(_ index: Int) -> DatagramPort? {
    tunnelPorts.indices.contains(index) ? tunnelPorts[index] : nil
  }

  /// The local socket of the remote peer in `slot`.
  func remotePort(_ slot: Int) -> DatagramPort? {
    remotePorts.indices.contains(slot) ? remotePorts[slot] : nil
  }

  /// The remote peer in `slot`, whose local socket an answer came to.
  func remote(_ slot: Int) -> ForwardPeer? { remotes[slot] }

  /// The ports of a datagram that a program sent into a tunnel.
  mutating func header(
    from address: UnderlayAddress, tunnel index: Int, now: Instant
  ) -> DatagramHeader {
    let key = Program(tunnel: index, address: address)
    let tunnel = tunnels[index]
    let slot =
      programs.find(key, now: now)
      ?? programs.insert(
        key,
        ForwardPeer(
          forward: index, local: address, node: NodeID(0), remotePort: tunnel.port, port: 0,
          trafficClass: tunnel.trafficClass ?? .balanced, lastUsed: now), of: index)
    return DatagramHeader(
      source: Self.firstProgramPort + UInt16(slot), destination: tunnel.port)
  }

  /// Where a datagram from the overlay goes: a local socket and an address; nil when nobody wants
  /// it. For a remote peer that is new, its socket is opened and its slot returned, to be watched.
  ///
  /// - Parameters:
  ///   - header: its ports.
  ///   - source: who sent it, with the name if it has one.
  ///   - trafficClass: how it travelled.
  mutating func local(
    for header: DatagramHeader, from source: NodeID, named name: String?,
    _ trafficClass: TrafficClass, now: Instant
  ) -> (port: DatagramPort, address: UnderlayAddress, opened: Int?)? {
    if let service = services[header.destination] {
      return serve(service, header, from: source, trafficClass, now: now)
    }
    guard header.destination >= Self.firstProgramPort,
      let program = programs[Int(header.destination - Self.firstProgramPort)],
      tunnels[program.forward].node == name, tunnels[program.forward].port == header.source
    else { return nil }
    return (tunnelPorts[program.forward], program.local, nil)
  }

  private mutating func serve(
    _ service: PortService, _ header: DatagramHeader, from source: NodeID,
    _ trafficClass: TrafficClass, now: Instant
  ) -> (port: DatagramPort, address: UnderlayAddress, opened: Int?)? {
    let key = Remote(service: service.port, node: source, port: header.source)
    if let slot = remotes.find(key, now: now), let port = remotePorts[slot] {
      remotes[slot]?.trafficClass = trafficClass
      return (port, service.deliver, nil)
    }
    // Loopback answers loopback; for any other address the kernel picks the source.
    let isLoopback = service.deliver.family == .ipv4 ? service.deliver.host >> 24 == 127 : false
    let host = isLoopback || service.deliver.host == 1 ? service.deliver.host : 0
    let address = UnderlayAddress(family: service.deliver.family, host: host, port: 0)
    guard let port = try? Self.port(address) else { return nil }
    let slot = remotes.insert(
      key,
      ForwardPeer(
        forward: 0, local: service.deliver, node: source, remotePort: header.source,
        port: service.port, trafficClass: trafficClass, lastUsed: now), of: source)
    remotePorts[slot] = port
    return (port, service.deliver, slot)
  }

  /// Queues a datagram for a local program.
  mutating func queue(
    _ buffer: PacketBuffer, _ range: Range<Int>, to address: UnderlayAddress,
    through port: DatagramPort
  ) {
    port.append(buffer, range, to: address)
    if waiting.last !== port { waiting.append(port) }
  }

  /// Sends what waits.
  mutating func flush() {
    guard !waiting.isEmpty else { return }
    for port in waiting { port.flush() }
    waiting.removeAll(keepingCapacity: true)
  }
}
