internal import CLinuxNet
internal import Glibc

/// A network device whose other end is this process: the host's packets for the overlay.
///
/// It disappears with its owner.
@safe
public final class TunDevice {
  private let file: OwnedDescriptor
  /// The descriptors of all queues; the first is the file's.
  private let queues: [Int32]
  /// What the kernel leaves to us.
  public let offloads: TunOffloads
  /// Where a packet is read to, with its header, and where headers of packets to be written lie.
  private let staging = PacketArena(count: 2, bytesEach: VirtioHeader.byteCount + 65_536)
  private let vectors: UnsafeMutablePointer<iovec>
  /// Whether the kernel has taken the device away.
  public private(set) var isGone = false
  /// The device's name, with the number that the kernel chose for `%d`.
  public let name: String

  /// Creates a device. `%d` in `name` becomes the first free number.
  ///
  /// - Parameters:
  ///   - offloads: What is wished for; ``offloads`` says what the kernel granted.
  ///   - queues: How many queues it should have, at least one; ``queueCount`` says how many it has.
  ///     Flows are spread over them, so that a short one need not wait behind a long one.
  public init(name: String, offloads: TunOffloads = .all, queues: Int = 1) throws(TunError) {
    var chosen = [CChar](repeating: 0, count: 16)
    var granted = offloads.rawValue
    var descriptors = [Int32](repeating: -1, count: queues)
    let result = unsafe clinuxnet_tun_open(
      name, &chosen, &granted, &descriptors, Int32(queues))
    guard result >= 0 else {
      let error = SystemError(code: -result)
      if error.isPermission { throw .forbidden(name: name) }
      if error.code == EBUSY { throw .taken(name: name) }
      if error.isMissing || error.code == ENODEV || error.code == ENXIO {
        throw .unavailable(error)
      }
      throw .configuration(step: "set the name", name: name, error)
    }
    file = OwnedDescriptor(descriptors[0])
    self.queues = Array(descriptors.prefix(Int(result)))
    self.offloads = TunOffloads(rawValue: granted)
    unsafe vectors = .allocate(capacity: CoalescedRun.packetsMax + 1)
    self.name = Self.text(chosen)
  }

  /// Takes over a device that another process made, perhaps in another namespace.
  ///
  /// - Throws: ``TunError/foreign(_:)`` when it is no such device.
  public init(adopting file: consuming OwnedDescriptor, offloads: TunOffloads = .all)
    throws(TunError)
  {
    var chosen = [CChar](repeating: 0, count: 16)
    var granted = offloads.rawValue
    let result = unsafe clinuxnet_tun_adopt(file.number, &chosen, &granted)
    guard result >= 0 else { throw .foreign(SystemError(code: -result)) }
    queues = [file.number]
    self.file = file
    self.offloads = TunOffloads(rawValue: granted)
    unsafe vectors = .allocate(capacity: CoalescedRun.packetsMax + 1)
    name = Self.text(chosen)
  }

  private static func text(_ name: [CChar]) -> String {
    String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    for queue in queues.dropFirst() { close(queue) }
    unsafe vectors.deallocate()
  }

  /// How many queues there are.
  public var queueCount: Int { queues.count }

  /// The descriptor of a queue, to register with the loop.
  public func descriptor(_ queue: Int = 0) -> Int32 { queues[queue] }

  /// The queue that packets of a flow are written to, so that the other direction's come from there:
  /// the first for what is neither TCP nor UDP, and for few packets therefore.
  @inline(__always)
  func queue(of packet: TransportPacket) -> Int {
    queues.count == 1 ? 0 : 1 + Int(packet.flowHash % UInt64(queues.count - 1))
  }

  /// Sets the largest packet, in bytes.
  public func setMTU(_ bytes: Int) throws(TunError) {
    try configure("set the MTU", unsafe clinuxnet_interface_set_mtu(name, Int32(bytes)))
  }

  /// Sets how many packets may wait to be read.
  public func setQueue(packets: Int) throws(TunError) {
    try configure(
      "set the queue length", unsafe clinuxnet_interface_set_queue(name, Int32(packets)))
  }

  /// Gives the device its IPv4 address; the kernel adds the route to its prefix.
  public func setIPv4(_ address: UInt32, prefixLength: Int) throws(TunError) {
    try configure(
      "set the IPv4 address",
      unsafe clinuxnet_interface_set_ipv4(name, address, Int32(prefixLength)))
  }

  /// Gives the device an IPv6 address; the kernel adds the route to its prefix.
  public func addIPv6(_ address: UInt128, prefixLength: Int) throws(TunError) {
    try configure(
      "set the IPv6 address",
      unsafe clinuxnet_interface_add_ipv6(
        name, UInt64(truncatingIfNeeded: address >> 64), UInt64(truncatingIfNeeded: address),
        Int32(prefixLength)))
  }

  /// Starts the flow of packets.
  public func setUp() throws(TunError) {
    try configure("set the state", unsafe clinuxnet_interface_set_up(name))
  }

  /// Sends an IPv4 prefix through the device.
  public func addRoute(ipv4 prefix: UInt32, prefixLength: Int) throws(TunError) {
    try configure(
      "set a route", unsafe clinuxnet_route_add_ipv4(name, prefix, Int32(prefixLength)))
  }

  /// Sends an IPv6 prefix through the device.
  public func addRoute(ipv6 prefix: UInt128, prefixLength: Int) throws(TunError) {
    try configure(
      "set a route",
      unsafe clinuxnet_route_add_ipv6(
        name, UInt64(truncatingIfNeeded: prefix >> 64), UInt64(truncatingIfNeeded: prefix),
        Int32(prefixLength)))
  }

  private func configure(_ step: String, _ result: Int32) throws(TunError) {
    guard result < 0 else { return }
    let error = SystemError(code: -result)
    if error.code == EPERM { throw .forbidden(name: name) }
    throw .configuration(step: step, name: name, error)
  }

  /// Reads what the host sends next, to be cut into packets; nil when nothing waits in the queue.
  ///
  /// The packets are good until the next read.
  public func read(_ queue: Int = 0) -> Segmenter? {
    let buffer = staging[0]
    let start = VirtioHeader.byteCount
    let hasHeader = offloads.contains(.headers)
    let room = (hasHeader ? 0 : start)..<buffer.count
    while true {
      let count = unsafe Glibc.read(queues[queue], buffer.pointer(room), room.count)
      guard count > 0 else {
        isGone = count < 0 && errno != EAGAIN && errno != EINTR
        return nil
      }
      let header = hasHeader ? VirtioHeader(buffer) : VirtioHeader()
      let packet = start..<max(start, room.lowerBound + count)
      if let header, let segmenter = Segmenter(buffer, packet, header) { return segmenter }
    }
  }

  /// Reads the next packet to the start of a buffer of the caller's; nil when none waits. For
  /// devices without offloads, whose packets need no cutting.
  public func read(into buffer: PacketBuffer) -> Int? {
    precondition(offloads.isEmpty, "packets of this device have to be cut")
    let count = unsafe Glibc.read(file.number, buffer.pointer(0..<buffer.count), buffer.count)
    return count > 0 ? count : nil
  }

  /// Hands one packet to the host; false when it refused.
  @discardableResult
  public func write(_ buffer: PacketBuffer, _ range: Range<Int>, to queue: Int = 0) -> Bool {
    var run = 0
    if offloads.contains(.headers) {
      VirtioHeader().write(to: staging[1])
      put(staging[1], 0..<VirtioHeader.byteCount, at: &run)
    }
    put(buffer, range, at: &run)
    return unsafe writev(queues[queue], vectors, Int32(run)) > 0
  }

  /// Hands the packets of a run to the host as one, and ends the run; false when it refused.
  func write(_ run: inout CoalescedRun) -> Bool {
    guard let first = run.first else { return true }
    let packets = run.count
    let queue = queue(of: first)
    run.finish().write(to: staging[1])
    var used = 0
    put(staging[1], 0..<VirtioHeader.byteCount, at: &used)
    put(first.buffer, first.range, at: &used)
    for number in 1..<max(1, packets) {
      let payload = run.payload(number)
      put(payload, 0..<payload.count, at: &used)
    }
    return unsafe writev(queues[queue], vectors, Int32(used)) > 0
  }

  private func put(_ buffer: PacketBuffer, _ range: Range<Int>, at used: inout Int) {
    unsafe vectors[used] = iovec(iov_base: buffer.pointer(range), iov_len: range.count)
    used += 1
  }
}
