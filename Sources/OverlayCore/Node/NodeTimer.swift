/// The timers of a node: a closed set, numbered for ``TimerTable``; those of links come last, so
/// that the table grows with them.
enum NodeTimer {
  /// When to send a link's next beacon.
  case beacon(LinkID)
  /// When to judge a link's silence.
  case check(LinkID)
  /// When to push link state to the neighbour in that slot.
  case push(Int)
  /// When to look over members and the drift of our own links.
  case housekeeping
  /// When the prefix plane has something to do.
  case prefix
  /// When the directory has something to do.
  case directory

  private static let firstPush = 3
  private static let firstLink = firstPush + Limits.membersMax

  /// Timers of a node that has `links` links.
  static func count(links: Int) -> Int { firstLink + 2 * links }

  var number: Int {
    switch self {
    case .housekeeping: 0
    case .prefix: 1
    case .directory: 2
    case .push(let slot): Self.firstPush + slot
    case .beacon(let link): Self.firstLink + 2 * link.index
    case .check(let link): Self.firstLink + 2 * link.index + 1
    }
  }

  init(number: Int) {
    switch number {
    case 0: self = .housekeeping
    case 1: self = .prefix
    case 2: self = .directory
    case ..<Self.firstLink: self = .push(number - Self.firstPush)
    default:
      let link = LinkID(UInt16((number - Self.firstLink) / 2))
      self = (number - Self.firstLink) % 2 == 0 ? .beacon(link) : .check(link)
    }
  }
}
