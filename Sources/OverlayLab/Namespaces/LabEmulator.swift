internal import OverlayCore
internal import OverlayRuntime
internal import OverlaySimulator

/// The emulated network with its devices: takes the packets that hosts send, and gives them to the
/// hosts that they are for when the model says so.
///
/// A packet lies in one buffer from the system call that reads it to the one that writes it; steady
/// state allocates nothing.
struct LabEmulator: ~Copyable {
  /// 200 ms of 1 Gbit/s in packets of 1,500 bytes.
  static let packetsMax = 16_384
  /// Packets that are read from a device before the next one has its turn.
  private static let batch = 64

  /// The network without its devices; "hosts" of the model are uplinks.
  var network: EmulatedNetwork
  /// Packets that were sent and lost, by path as in ``LabLayout/paths``.
  private(set) var sent: [UInt64]
  private(set) var lost: [UInt64]
  /// Packets to addresses that no uplink has.
  private(set) var strays: UInt64 = 0
  /// Packets that a host's kernel refused.
  private(set) var refused: UInt64 = 0
  private let devices: [TunDevice]
  /// The bytes of packets by slot, and a last buffer for what there is no slot for.
  private let packets = PacketArena(count: packetsMax + 1)
  /// The uplink that has an address, by host times ``LabAddress/uplinksMax`` plus uplink; -1 for none.
  private var owners: [Int]

  /// The network of a layout between the devices of its uplinks.
  init(_ layout: LabLayout, devices: [TunDevice]) {
    precondition(devices.count == layout.uplinks.count, "a device for each uplink")
    network = EmulatedNetwork(
      network: layout.model(), datagramsMax: Self.packetsMax, headerBytes: 0)
    sent = Array(repeating: 0, count: layout.paths.count)
    lost = sent
    self.devices = devices
    owners = Array(repeating: -1, count: LabAddress.hostsMax * LabAddress.uplinksMax)
    for (index, uplink) in layout.uplinks.enumerated() {
      owners[uplink.host * LabAddress.uplinksMax + uplink.number] = index
    }
  }

  /// Has the loop watch the devices, each by its uplink's number.
  func register(with loop: borrowing EventLoop) throws {
    for (index, device) in devices.enumerated() {
      try loop.add(device.descriptor(), token: EventToken(.tun, index: index))
    }
  }

  /// When ``advance(to:)`` is next due.
  var nextDeadline: Instant { network.nextDue }

  /// Takes in what a host sent through an uplink.
  mutating func receive(on uplink: Int, now: Instant) {
    let device = devices[uplink]
    for _ in 0..<Self.batch {
      let slot = network.reserve()
      let buffer = slot ?? Self.packetsMax
      guard let length = device.read(into: packets[buffer]) else {
        if let slot { network.release(slot) }
        return
      }
      if let slot { submit(slot, length: length, from: uplink, now: now) }
    }
  }

  private mutating func submit(_ slot: Int, length: Int, from sender: Int, now: Instant) {
    let header = packets.withBuffer(slot) { IPHeader($0.span, in: 0..<length) }
    guard let header, let receiver = owner(of: header) else {
      strays += 1
      return network.release(slot)
    }
    let path = sender * devices.count + receiver
    sent[path] += 1
    let fate = network.submit(
      slot, length: length, from: EmulatedEndpoint(host: sender, port: 0),
      to: EmulatedEndpoint(host: receiver, port: 0), at: now)
    guard case .lost(let reason) = fate else { return }
    lost[path] += 1
    guard reason == .tooBig else { return }
    let model = network.network.path(from: sender, to: receiver)
    if model.tellsTooBig { tellTooBig(slot, header, sender: sender, mtu: model.mtu) }
  }

  /// The uplink that a packet is for. A host's packets to itself never leave its kernel.
  private func owner(of header: IPHeader) -> Int? {
    guard let address = LabAddress(destinationOf: header) else { return nil }
    let owner = owners[address.host * LabAddress.uplinksMax + address.uplink]
    return owner < 0 ? nil : owner
  }

  /// Answers as the router would before which the path gets narrow. The slot has been given back,
  /// but nothing has been read into it since.
  private mutating func tellTooBig(_ slot: Int, _ header: IPHeader, sender: Int, mtu: Int) {
    let message = packets.withBuffer(slot) { bytes in
      ICMPError.tooBig(mtu: mtu).message(
        about: header, bytes.span, at: 0, from: LabAddress.router(header.family))
    }
    guard let message else { return }
    packets.withBuffer(Self.packetsMax) { buffer in
      for index in message.indices { buffer[index] = message[index] }
    }
    devices[sender].write(packets[Self.packetsMax], 0..<message.count)
  }

  /// Hands over what is due.
  mutating func advance(to now: Instant) {
    while let step = network.next(at: now) {
      guard case .delivery(let slot, _, let destination) = step else { continue }
      let range = 0..<network.length(of: slot)
      if !devices[destination.host].write(packets[slot], range) { refused += 1 }
      network.release(slot)
    }
  }
}
