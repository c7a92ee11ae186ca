/// Decides which of several devices with the same addresses a packet is for, by the port.
///
/// Place 0 is the host's own device, the others belong to programs that handed one over; each of these
/// has a share of the ports of its own, which its programs begin connections from. Ports that programs
/// asked for come to them. Of all other ports it is noted who sent from them last.
struct PortShares {
  /// Where the shares begin beside a device of the host's: its programs begin connections from 32768
  /// to 60999 (Linux's `ip_local_port_range`).
  private static let besideHost = 61_440
  private static let alone = 32_768

  private struct Note {
    var key: UInt32 = 0
    var place = 0
  }

  private let first: Int
  private let each: Int
  private var claims: [UInt16: Int] = [:]
  private var notes = [Note](repeating: Note(), count: RuntimeLimits.portNotes)

  init(besideHost: Bool) {
    first = besideHost ? Self.besideHost : Self.alone
    each = (65_536 - first) / RuntimeLimits.attachedDevices
  }

  /// The ports that programs of a place begin connections from.
  func range(of place: Int) -> ClosedRange<UInt16> {
    let start = first + (place - 1) * each
    return UInt16(start)...UInt16(start + each - 1)
  }

  /// Who has asked for a port, if anybody has.
  func holder(of port: UInt16) -> Int? { claims[port] }

  /// Gives a place the ports that it asks for.
  mutating func claim(_ ports: [UInt16], for place: Int) {
    for port in ports { claims[port] = place }
  }

  /// Forgets a place.
  mutating func release(_ place: Int) {
    claims = claims.filter { $0.value != place }
    for index in notes.indices where notes[index].place == place { notes[index] = Note() }
  }

  /// Notes who sends from a port, where that is not clear anyway.
  mutating func note(_ end: ProgramEnd, from place: Int) {
    guard case .port(let port, let upperProtocol) = end,
      Self.isEcho(upperProtocol) || owner(of: port) == nil
    else { return }
    let key = Self.key(port, upperProtocol)
    notes[Self.slot(key)] = Note(key: key, place: place)
  }

  /// Whose a packet is; nil when nothing tells.
  func place(of end: ProgramEnd) -> Int? {
    guard case .port(let port, let upperProtocol) = end else { return nil }
    if !Self.isEcho(upperProtocol), let owner = owner(of: port) { return owner }
    let key = Self.key(port, upperProtocol)
    let note = notes[Self.slot(key)]
    return note.key == key ? note.place : nil
  }

  private func owner(of port: UInt16) -> Int? {
    if let place = claims[port] { return place }
    return Int(port) < first ? nil : (Int(port) - first) / each + 1
  }

  private static func isEcho(_ upperProtocol: UInt8) -> Bool {
    upperProtocol == 1 || upperProtocol == 58
  }

  private static func key(_ port: UInt16, _ upperProtocol: UInt8) -> UInt32 {
    UInt32(upperProtocol) << 16 | UInt32(port)
  }

  private static func slot(_ key: UInt32) -> Int {
    Int((key &* 0x9e37_79b1) >> 16) % RuntimeLimits.portNotes
  }
}
