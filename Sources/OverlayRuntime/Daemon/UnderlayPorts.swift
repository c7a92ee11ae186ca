internal import OverlayCore
internal import OverlaySecurity

/// The daemon's sockets of the network below, and the spare buffers that second copies of packets
/// leave from.
final class UnderlayPorts {
  private let ports: [DatagramPort]
  private let copies = PacketArena(count: RuntimeLimits.batch)
  private var copiesUsed = 0

  /// Binds to every address.
  init(_ addresses: [UnderlayAddress]) throws(SocketError) {
    var ports: [DatagramPort] = []
    for address in addresses { ports.append(DatagramPort(try UDPSocket(bindingTo: address))) }
    self.ports = ports
  }

  /// How many there are.
  var count: Int { ports.count }

  /// The addresses, with the ports that the kernel chose.
  var addresses: [UnderlayAddress] { ports.map { $0.socket.address } }

  /// Whether datagrams wait that epoll does not know of.
  func hasPending(_ index: Int) -> Bool { ports[index].socket.hasPending }

  /// The descriptor of a socket.
  func descriptor(_ index: Int) -> Int32 { ports[index].socket.descriptor }

  /// Takes what has arrived. An error concerns a datagram that was sent before and is counted as
  /// lost by the protocol.
  func receive(_ index: Int, into datagrams: inout ReceivedDatagrams) -> Int {
    (try? ports[index].socket.receive(inPlace: &datagrams)) ?? 0
  }

  /// How long what the last system call fetched from a socket had waited there.
  func queueDelay(_ index: Int) -> Interval { ports[index].socket.queueDelay }

  /// Seals a packet in its buffer for each of its hops and queues the datagrams.
  ///
  /// - Parameter trafficByte: Code point and congestion mark that the datagrams carry.
  func send(
    _ packet: Packet, to hops: Hops, from buffer: PacketBuffer, trafficByte: UInt8 = 0,
    node: inout SecureNode, now: Instant
  ) {
    guard hops.stripes == 0 || packet.payload.count > Limits.stripedBytesMax else {
      return sendStripes(of: packet, to: hops, from: buffer, trafficByte, &node, now)
    }
    if hops.count > 1, let form = node.form(of: packet, to: hops.second, now: now) {
      sendCopy(packet, as: form, to: hops.second, of: buffer, trafficByte, &node, now)
    }
    guard let form = node.form(of: packet, to: hops.first, now: now) else { return }
    guard form.frontBytes <= packet.payload.lowerBound else {
      // Before it lies another datagram, which may not have left yet.
      return sendCopy(packet, as: form, to: hops.first, of: buffer, trafficByte, &node, now)
    }
    let sealed = buffer.withSpan {
      node.seal(&$0, packet, as: form, to: hops.first, now: now)
    }
    if let sealed { append(buffer, sealed, trafficByte: trafficByte) }
  }

  private func sendStripes(
    of packet: Packet, to hops: Hops, from buffer: PacketBuffer, _ trafficByte: UInt8,
    _ node: inout SecureNode, _ now: Instant
  ) {
    let stripes = Int(hops.stripes)
    if copiesUsed + stripes >= copies.count { flush() }
    for index in 0...stripes {
      let copy = copies[copiesUsed]
      copiesUsed += 1
      let sealed = copy.withSpan { bytes in
        let part = buffer.withSpan {
          SecureNode.cut(index, of: packet, stripes: stripes, from: $0.span, to: &bytes)
        }
        return node.seal(&bytes, part, to: hops[index], now: now)
      }
      if let sealed { append(copy, sealed, trafficByte: trafficByte) }
    }
  }

  private func sendCopy(
    _ packet: Packet, as form: PacketForm, to hop: LinkID, of buffer: PacketBuffer,
    _ trafficByte: UInt8, _ node: inout SecureNode, _ now: Instant
  ) {
    if copiesUsed == copies.count { flush() }
    let copy = copies[copiesUsed]
    copiesUsed += 1
    buffer.copy(packet.payload, to: copy, at: PacketLayout.headroom)
    var packet = packet
    packet.payload =
      PacketLayout.headroom..<(PacketLayout.headroom + packet.payload.count)
    let sealed = copy.withSpan { node.seal(&$0, packet, as: form, to: hop, now: now) }
    if let sealed { append(copy, sealed, trafficByte: trafficByte) }
  }

  /// Queues a datagram that is sealed already.
  func append(_ buffer: PacketBuffer, _ transmission: Transmission, trafficByte: UInt8 = 0) {
    ports[transmission.socket].append(
      buffer, transmission.range, to: transmission.destination, trafficByte: trafficByte,
      mayFragment: transmission.mayFragment)
  }

  /// Sends what waits. Before buffers that it lies in are used again.
  func flush() {
    for port in ports { port.flush() }
    copiesUsed = 0
  }

  /// What became of all datagrams so far.
  var total: SendReport {
    ports.reduce(into: SendReport()) { sum, port in
      sum.sent += port.total.sent
      sum.dropped += port.total.dropped
      sum.lastError = port.total.lastError ?? sum.lastError
    }
  }
}
