/// Hands packets to the host, those of a flow that follow each other as one.
///
/// The packets stay where they are until ``flush(to:)``: so it is to be called before the buffers
/// that they lie in are used again. Packets of one flow reach the host in the order in which they
/// came here.
public struct TunWriter: ~Copyable {
  /// Flows whose packets are gathered at a time; a batch seldom has more.
  private static let flows = 8

  private var runs = InlineArray<8, CoalescedRun> { _ in CoalescedRun() }
  /// The run that gives way when a new flow comes.
  private var oldest = 0
  /// Packets that the device did not take.
  public private(set) var refused: UInt64 = 0

  /// A writer with nothing gathered.
  public init() {}

  /// Takes a packet in `range` of a buffer.
  public mutating func write(_ buffer: PacketBuffer, _ range: Range<Int>, to device: TunDevice) {
    guard let packet = TransportPacket(buffer, range) else {
      // Of which flow it is, and whom it must not overtake, is not known.
      flush(to: device)
      return send(buffer, range, to: device, 0)
    }
    guard device.offloads.contains(.tcp) else { return send(packet, to: device) }
    let known = runs.indices.first { runs[$0].isOfFlow(packet) }
    let isOrdinary = packet.isOrdinary
    if let known {
      if isOrdinary, runs[known].append(packet) { return }
      flush(known, to: device)
    }
    guard isOrdinary, packet.isTCP || device.offloads.contains(.udp), packet.isWhole else {
      return send(packet, to: device)
    }
    runs[known ?? freeRun(of: device)].begin(packet)
  }

  private mutating func freeRun(of device: TunDevice) -> Int {
    defer { oldest = (oldest + 1) % Self.flows }
    if runs[oldest].first != nil { flush(oldest, to: device) }
    return oldest
  }

  private mutating func send(_ packet: TransportPacket, to device: TunDevice) {
    send(packet.buffer, packet.range, to: device, device.queue(of: packet))
  }

  private mutating func send(
    _ buffer: PacketBuffer, _ range: Range<Int>, to device: TunDevice, _ queue: Int
  ) {
    if !device.write(buffer, range, to: queue) { refused += 1 }
  }

  /// Hands over everything that was gathered.
  public mutating func flush(to device: TunDevice) {
    for place in 0..<Self.flows where runs[place].first != nil { flush(place, to: device) }
  }

  private mutating func flush(_ place: Int, to device: TunDevice) {
    let packets = runs[place].count
    if !device.write(&runs[place]) { refused += UInt64(packets) }
  }
}
