/// The timers of a node: a closed set, numbered for ``TimerTable``.
enum NodeTimer {
  /// When to send a link's next beacon.
  case beacon(LinkID)
  /// When to judge a link's silence.
  case check(LinkID)
  /// When to push link state to the neighbour in that slot.
  case push(Int)
  /// When to look over members and the drift of our own links.
  case housekeeping

  static let count = 2 * Limits.linksMax + Limits.membersMax + 1

  var number: Int {
    switch self {
    case .beacon(let link): link.index
    case .check(let link): Limits.linksMax + link.index
    case .push(let slot): 2 * Limits.linksMax + slot
    case .housekeeping: 2 * Limits.linksMax + Limits.membersMax
    }
  }

  init(number: Int) {
    switch number {
    case ..<Limits.linksMax: self = .beacon(LinkID(UInt16(number)))
    case ..<(2 * Limits.linksMax): self = .check(LinkID(UInt16(number - Limits.linksMax)))
    case ..<(2 * Limits.linksMax + Limits.membersMax): self = .push(number - 2 * Limits.linksMax)
    default: self = .housekeeping
    }
  }
}
