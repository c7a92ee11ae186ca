// Memory is a hundred nanoseconds away, a beacon's work takes a few hundred: a driver of thousands of
// nodes, none of which are in a cache, spends most of its time waiting for one line after the other.
//
// What is read here together, for a handful of events before the first of them is come to, is waited
// for once. The sums returned have no meaning: a read whose result nobody wants is no read.

extension Node {
  /// Reads what the next beacon needs of the node itself, and changes nothing.
  public mutating func foresee() -> UInt64 {
    let sum = generation &+ effectsDropped &+ ownLinks.version &+ members.digest
    return sum &+ nextDeadline.nanoseconds &+ UInt64(effects.count)
      &+ UInt64(directory.lookups.count)
  }

  /// Reads what the next beacon needs of a link, once ``foresee()`` has been, and changes nothing.
  ///
  /// - Parameter link: The link; nil for the one whose timer is due next.
  public mutating func foresee(_ link: LinkID?) -> UInt64 {
    let index = link?.index ?? nextLink
    var sum = link == nil ? timers.foreseeFirst() : 0
    guard links.indices.contains(index) else { return sum }
    sum &+= timers.foresee(NodeTimer.check(LinkID(UInt16(index))).number)
    // A field of each line that a beacon reads or writes.
    sum &+= links[index].highestReceived &+ links[index].lastHeard.nanoseconds
    sum &+= links[index].wantedUntil.nanoseconds &+ links[index].roundTrip.smoothed.nanoseconds
    sum &+= links[index].forwardLoss.share.bitPattern &+ links[index].delivered.best
    sum &+= UInt64(links[index].sizes.limit) &+ links[index].sizeProbes.count
    let slot = links[index].neighbour
    if slot >= 0, slot < Self.firstPeer { sum &+= database.version(of: slot) }
    return sum
  }

  /// The number of the link whose timer is due next; -1 when it is another timer's turn.
  private var nextLink: Int {
    guard let number = timers.nextTimer else { return -1 }
    return switch NodeTimer(number: number) {
    case .beacon(let link), .check(let link): link.index
    case .push, .housekeeping, .prefix, .directory: -1
    }
  }
}
