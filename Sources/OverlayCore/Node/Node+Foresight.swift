// Memory is a hundred nanoseconds away, a beacon's work takes a few hundred: a driver of thousands of
// nodes, none of which are in a cache, spends most of its time waiting for one line after the other.

extension Node {
  /// Reads what the next beacon on a link is going to touch, and changes nothing.
  ///
  /// All lines are asked for at once, so that a driver that calls this for a handful of events before
  /// it comes to the first of them waits once instead of twenty times.
  ///
  /// - Parameter link: The link; nil for the one whose timer is due next.
  /// - Returns: A sum of what was read, without meaning: a read whose result nobody wants is no read.
  public mutating func foresee(_ link: LinkID?) -> UInt64 {
    var sum = generation &+ effectsDropped &+ ownLinks.version &+ members.digest
    sum &+= nextDeadline.nanoseconds &+ UInt64(effects.count)
    sum &+= configuration.link.lossGain.bitPattern &+ UInt64(directory.lookups.count)
    let index = link?.index ?? nextLink
    guard links.indices.contains(index) else { return sum }
    let number = NodeTimer.check(LinkID(UInt16(index))).number
    sum &+= timers.deadline(of: number).nanoseconds
    sum &+= timers.deadline(of: number - 1).nanoseconds
    sum &+= links[index].profile.lossGain.bitPattern &+ links[index].profile.activeHold.nanoseconds
    sum &+= links[index].counters.controlBytesReceived &+ links[index].highestReceived
    sum &+= links[index].forwardLoss.share.bitPattern &+ links[index].reverseLoss.share.bitPattern
    sum &+= links[index].lastHeard.nanoseconds &+ links[index].lastReplySent.nanoseconds
    sum &+= links[index].wantedUntil.nanoseconds &+ links[index].goodSince.nanoseconds
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
