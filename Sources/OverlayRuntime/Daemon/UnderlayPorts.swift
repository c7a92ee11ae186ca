internal import OverlayCore
internal import OverlaySecurity

/// The daemon's sockets of the network below, and the spare buffers that second copies of packets
/// leave from.
final class UnderlayPorts {
  /// By number; nil where a socket was closed and no other has taken its place.
  private var ports: [DatagramPort?] = []
  private var places: [UnderlayPlace?] = []
  private let copies = PacketArena(count: RuntimeLimits.batch)
  private var copiesUsed = 0
  /// What became of datagrams of sockets that are closed now.
  private var past = SendReport()

  /// What takes datagrams in place of sockets; nil in a daemon.
  private let sink: ((PacketBuffer, Transmission) -> Void)?

  /// Opens a socket at every place.
  init(_ places: [UnderlayPlace]) throws(SocketError) {
    sink = nil
    for place in places { _ = try open(place) }
  }

  /// No sockets: `sink` gets each datagram at once, so that tests see what the fan-out sends.
  init(sink: @escaping (PacketBuffer, Transmission) -> Void) {
    self.sink = sink
  }

  /// How many numbers there are.
  var count: Int { ports.count }

  /// Whether there is a socket of that number.
  func isOpen(_ index: Int) -> Bool { ports[index] != nil }

  /// Where sockets are open, with the ports that the kernel chose.
  var openPlaces: [UnderlayPlace] {
    ports.indices.compactMap { index in
      guard let port = ports[index], var place = places[index] else { return nil }
      place.address = port.socket.address
      return place
    }
  }

  /// The addresses, with the ports that the kernel chose; nobody's where a socket has been closed.
  var addresses: [UnderlayAddress] {
    ports.map { $0?.socket.address ?? UnderlayAddress(ipv4: 0, port: 0) }
  }

  /// Whether datagrams wait that epoll does not know of.
  func hasPending(_ index: Int) -> Bool { ports[index]?.socket.hasPending ?? false }

  /// The descriptor of a socket that is open.
  func descriptor(_ index: Int) -> Int32 { ports[index]?.socket.descriptor ?? -1 }

  /// The address of a socket, for people.
  func description(_ index: Int) -> String {
    guard ports.indices.contains(index), let port = ports[index] else { return "" }
    return port.socket.address.description
  }

  /// What people call a socket's uplink.
  func uplink(_ index: Int) -> String? {
    places.indices.contains(index) ? places[index]?.uplink : nil
  }

  /// The interface that a socket is tied to.
  func interfaceNumber(_ index: Int) -> UInt32? {
    places[index].flatMap { $0.interfaceNumber == 0 ? nil : $0.interfaceNumber }
  }

  // MARK: Following uplinks

  /// The numbers of sockets that are wanted no more.
  func surplus(_ wanted: [UnderlayPlace]) -> [Int] {
    places.indices.filter { index in places[index].map { !wanted.contains($0) } ?? false }
  }

  /// The places that have no socket yet.
  func missing(_ wanted: [UnderlayPlace]) -> [UnderlayPlace] {
    wanted.filter { !places.contains($0) }
  }

  /// Opens a socket and returns its number; nil when there are too many.
  func open(_ place: UnderlayPlace) throws(SocketError) -> Int? {
    let free = places.firstIndex { $0 == nil } ?? places.count
    guard free < RuntimeLimits.underlaySockets else { return nil }
    let port = DatagramPort(
      try UDPSocket(bindingTo: place.address, device: place.interface))
    if free == places.count {
      ports.append(port)
      places.append(place)
    } else {
      ports[free] = port
      places[free] = place
    }
    return free
  }

  /// Closes a socket. What waits in it to be sent or read is lost, as on the way.
  func close(_ index: Int) {
    if let port = ports[index] { Self.add(port.total, to: &past) }
    ports[index] = nil
    places[index] = nil
  }

  /// Takes what has arrived. An error concerns a datagram that was sent before and is counted as
  /// lost by the protocol.
  func receive(_ index: Int, into datagrams: inout ReceivedDatagrams) -> Int {
    guard let port = ports[index] else { return 0 }
    return (try? port.socket.receive(inPlace: &datagrams)) ?? 0
  }

  /// Whether the last receive fetched all that had arrived at a socket.
  func isDrained(_ index: Int) -> Bool { ports[index]?.socket.isDrained ?? true }

  /// How long what the last system call fetched from a socket had waited there.
  func queueDelay(_ index: Int) -> Interval {
    ports[index]?.socket.queueDelay ?? .zero
  }

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
    // What is larger was dropped where it came in; a buffer's end must not depend on that alone.
    guard packet.payload.count <= PacketLayout.datagramBytesMax else { return }
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
    if let sink { return sink(buffer, transmission) }
    ports[transmission.socket]?.append(
      buffer, transmission.range, to: transmission.destination, trafficByte: trafficByte,
      mayFragment: transmission.mayFragment)
  }

  /// Sends what waits. Before buffers that it lies in are used again.
  func flush() {
    for port in ports { port?.flush() }
    copiesUsed = 0
  }

  /// What became of all datagrams so far.
  var total: SendReport {
    ports.reduce(into: past) { sum, port in
      if let port { Self.add(port.total, to: &sum) }
    }
  }

  private static func add(_ report: SendReport, to sum: inout SendReport) {
    sum.sent += report.sent
    sum.dropped += report.dropped
    sum.lastError = report.lastError ?? sum.lastError
  }
}
