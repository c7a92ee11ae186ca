/// Destinations whose way through a neighbour carries less than the link to that neighbour does: under
/// the prefix plane nobody knows more of a path than its first link, until a relay says so.
///
/// An entry is forgotten after a minute, for the way may have changed; if it has not, the next large
/// packet brings it back.
struct NarrowPaths {
  private struct Entry {
    var destination: NodeID
    var neighbour: NodeID
    var datagramBytes: UInt16
    var expires: Instant
  }

  static let lifetime = Interval.seconds(60)

  /// Sorted by destination.
  private var entries: [Entry] = []

  var isEmpty: Bool { entries.isEmpty }

  /// How many ways are remembered, those included that have expired.
  var count: Int { entries.count }

  /// The largest datagram that goes to `destination` through `neighbour`; nil when nothing is known.
  func limit(to destination: NodeID, through neighbour: NodeID, now: Instant) -> UInt16? {
    var index = place(of: destination)
    while index < entries.count, entries[index].destination == destination {
      if entries[index].neighbour == neighbour, entries[index].expires > now {
        return entries[index].datagramBytes
      }
      index += 1
    }
    return nil
  }

  /// Remembers what `neighbour` said of its way to `destination`. When there are too many entries, one
  /// of the neighbour that has said most gives way, that which would be forgotten first; `neighbour`'s
  /// own when it has said as much as anybody.
  mutating func note(
    _ datagramBytes: Int, to destination: NodeID, through neighbour: NodeID, now: Instant
  ) {
    entries.removeAll {
      $0.expires <= now || $0.destination == destination && $0.neighbour == neighbour
    }
    if entries.count >= Limits.narrowPathsMax { makeRoom(for: neighbour) }
    let entry = Entry(
      destination: destination, neighbour: neighbour, datagramBytes: UInt16(datagramBytes),
      expires: now + Self.lifetime)
    entries.insert(entry, at: place(of: destination))
  }

  /// Sorts the entries by neighbour, and only when the table is full.
  private mutating func makeRoom(for neighbour: NodeID) {
    let order = entries.indices.sorted {
      (entries[$0].neighbour, entries[$0].expires) < (entries[$1].neighbour, entries[$1].expires)
    }
    var own = (count: 0, oldest: 0)
    var most = (count: 0, oldest: 0)
    var start = order.startIndex
    while start < order.endIndex {
      let oldest = order[start]
      let end =
        order[start...].firstIndex { entries[$0].neighbour != entries[oldest].neighbour }
        ?? order.endIndex
      let said = (count: end - start, oldest: oldest)
      let isOlder = entries[oldest].expires < entries[most.oldest].expires
      if said.count > most.count || said.count == most.count && isOlder { most = said }
      if entries[oldest].neighbour == neighbour { own = said }
      start = end
    }
    entries.remove(at: own.count == most.count ? own.oldest : most.oldest)
  }

  private func place(of destination: NodeID) -> Int {
    entries.sortedIndex(notBefore: { $0.destination < destination })
  }
}
