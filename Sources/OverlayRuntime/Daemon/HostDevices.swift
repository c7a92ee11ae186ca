internal import OverlayCore

/// The network devices that this node carries packets for: the host's own, and those that programs
/// without rights handed over. All have this node's addresses; ``PortShares`` tells them apart.
struct HostDevices {
  /// The host's own device.
  static let hostPlace = 0

  /// The devices by place; the host's own is the first.
  private(set) var devices: [HostDevice?]
  /// The class of everything that comes from a device, where it has one.
  private(set) var classes: [TrafficClass?]
  /// The queues of all devices: those of the host's own, then one of each that was handed over.
  var lanes: [HostLane]
  /// The places that are taken, the oldest first. Packets that nothing assigns go to the first.
  private(set) var order: [Int] = []
  private var shares: PortShares
  /// When to try to have the host's own device again, after somebody took it away.
  var ownDueAt = Instant.never

  /// Begins with the host's own device, if there is one.
  init(own: TunDevice?) {
    let places = 1 + RuntimeLimits.attachedDevices
    devices = Array(repeating: nil, count: places)
    classes = Array(repeating: nil, count: places)
    lanes = (0..<RuntimeLimits.deviceQueues).map { HostLane(place: Self.hostPlace, queue: $0) }
    lanes += (1..<places).map { HostLane(place: $0, queue: 0) }
    shares = PortShares(besideHost: own != nil)
    guard let own else { return }
    devices[Self.hostPlace] = HostDevice(own)
    order = [Self.hostPlace]
  }

  /// Whether a program has handed a device over.
  var hasAttached: Bool { order.contains { $0 != Self.hostPlace } }

  /// The clients that have handed devices over, with the places.
  var attached: [(client: Int, place: Int)] {
    order.compactMap { place in devices[place]?.client.map { ($0, place) } }
  }

  /// The number of a queue among all.
  static func lane(of place: Int, queue: Int = 0) -> Int {
    place == hostPlace ? queue : RuntimeLimits.deviceQueues + place - 1
  }

  /// The device at a place.
  subscript(_ place: Int) -> HostDevice? { devices[place] }

  /// The ports that programs behind a place begin connections from.
  func ports(of place: Int) -> ClosedRange<UInt16> { shares.range(of: place) }

  /// A free place, the wanted one if it is, for a device that asks for `ports`.
  func place(wanted: Int?, ports: [UInt16]) throws(AttachError) -> Int {
    if let port = ports.first(where: { shares.holder(of: $0) != nil }) { throw .portTaken(port) }
    let attachable = 1...RuntimeLimits.attachedDevices
    if let wanted, attachable.contains(wanted), devices[wanted] == nil { return wanted }
    guard let free = attachable.first(where: { devices[$0] == nil }) else { throw .full }
    return free
  }

  /// Takes a device in at a free place.
  mutating func add(
    _ device: HostDevice, at place: Int, trafficClass: TrafficClass?, ports: [UInt16]
  ) {
    devices[place] = device
    classes[place] = trafficClass
    lanes[Self.lane(of: place)] = HostLane(place: place, queue: 0)
    order.append(place)
    shares.claim(ports, for: place)
  }

  /// Takes in the host's own device, which was made anew.
  mutating func restore(own: TunDevice) {
    devices[Self.hostPlace] = HostDevice(own)
    for lane in lanes.indices where lanes[lane].place == Self.hostPlace {
      lanes[lane] = HostLane(place: Self.hostPlace, queue: lanes[lane].queue)
    }
    order.insert(Self.hostPlace, at: 0)
    ownDueAt = .never
  }

  /// Lets go of a device.
  mutating func remove(_ place: Int) {
    devices[place] = nil
    classes[place] = nil
    order.removeAll { $0 == place }
    shares.release(place)
  }

  /// Notes which device packets from a port come from, where there are several.
  mutating func note(_ end: ProgramEnd, from place: Int) { shares.note(end, from: place) }

  /// The place of the device that a packet is for; nil when there is no device.
  func place(of end: ProgramEnd) -> Int? {
    if let place = shares.place(of: end), devices[place] != nil { return place }
    return order.first
  }

  /// Writes what waits.
  func flush() {
    for place in order { devices[place]?.flush() }
  }
}
