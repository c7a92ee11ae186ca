// How large packets may be: each link's search, what relays say, and what a source concludes.
//
// A packet that is too big for a way is not dropped here. The underlay may fragment its datagram,
// which nearly always works, and whoever sent it is told, so that it does not stay that way.

extension Node {
  /// Between two notices to one neighbour.
  private static let tooBigSpacing = Interval.milliseconds(20)

  /// Says how many bytes IP and UDP take of each packet on a link's path, IPv6's 48 until then. To be
  /// called as well when the path now leads elsewhere: what was found of it is forgotten.
  public mutating func setUnderlay(of id: LinkID, headerBytes: Int, now: Instant) {
    guard links.indices.contains(id.index), !links[id.index].isVacant else { return }
    let before = links[id.index].sizes.limit
    links[id.index].searchSizesAnew(mtu: configuration.pathMTUMax, headerBytes: headerBytes)
    if links[id.index].sizes.limit != before { limitDidChange(of: id, now: now) }
  }

  /// How large payloads for `destination` may be; nil when no way leads there. Packets' own verdicts
  /// say the same of the way that was chosen for them (``Hops/datagramBytesMax``).
  public mutating func pathSize(
    toward destination: NodeID, trafficClass: TrafficClass, now: Instant
  ) -> PathSize? {
    if plane == .prefix { return pathSizeByPrefix(toward: destination, now: now) }
    guard let slot = members.slot(of: destination), slot != 0, members.isPresent(slot) else {
      return nil
    }
    let index = freshRoute(to: slot, trafficClass, now: now)
    return size(
      of: routes[index], copies: configuration.classes[trafficClass].redundancy == .duplicate)
  }

  private func pathSizeByPrefix(toward destination: NodeID, now: Instant) -> PathSize? {
    guard destination != identity else { return nil }
    var route = prefixRoute(to: destination, over: prefix.table.place(of: destination))
    guard !narrowPaths.isEmpty else { return size(of: route, copies: false) }
    let known = route
    route.removeAll()
    for rank in 0..<known.count {
      var candidate = known[rank]
      let neighbour = node(in: candidate.neighbour)
      if let limit = narrowPaths.limit(to: destination, through: neighbour, now: now) {
        candidate.datagramBytes = min(candidate.datagramBytes, limit)
      }
      route.insert(candidate)
    }
    return size(of: route, copies: false)
  }

  private func size(of route: borrowing Route, copies: Bool) -> PathSize? {
    let start = Step(arrival: -1, source: -1, transmissionsLeft: .max)
    let (best, second) = choose(route, start)
    guard best.link != .none else { return nil }
    var inUse = payloadBytes(over: best)
    if copies, second.link != .none { inUse = min(inUse, payloadBytes(over: second)) }
    var onEveryWay = inUse
    for rank in 0..<route.count { onEveryWay = min(onEveryWay, payloadBytes(over: route[rank])) }
    return PathSize(inUse: inUse, onEveryWay: onEveryWay)
  }

  private func payloadBytes(over candidate: Candidate) -> Int {
    payloadBytes(
      inDatagramOf: Int(candidate.datagramBytes), isDirect: candidate.isDirect)
  }

  /// The payload that a datagram has room for.
  ///
  /// - Parameters:
  ///   - bytes: The datagram's, without the headers of IP and UDP.
  ///   - isDirect: Whether it goes straight to its destination; otherwise it is sealed end to end.
  public func payloadBytes(inDatagramOf bytes: Int, isDirect: Bool) -> Int {
    let seals =
      configuration.overhead.frameBytesMax + (isDirect ? 0 : configuration.overhead.endToEndBytes)
    return bytes - seals - PacketHeader.byteCount
  }

  // MARK: - Links

  /// Sends the probes that are due on a link.
  mutating func probeSizes(of id: LinkID, now: Instant) {
    let before = links[id.index].sizes.limit
    while let bytes = links[id.index].nextSizeProbe(now: now) {
      enqueue(.sizeProbe(id, bytes: bytes))
    }
    if links[id.index].sizes.limit != before { limitDidChange(of: id, now: now) }
  }

  mutating func limitDidChange(of id: LinkID, now: Instant) {
    generation += 1
    let neighbour = links[id.index].neighbour
    if neighbour < Self.firstPeer { publish(neighbour, now: now) }
  }

  /// The largest datagram that goes all the way to `slot`, over a link of that quality and through
  /// that neighbour.
  func datagramBytes(
    _ quality: LinkQuality, through neighbour: Int, to slot: Int
  ) -> UInt16 {
    let own = UInt16(clamping: quality.datagramBytesMax)
    guard neighbour != slot else { return own }
    return min(own, UInt16(database.report(from: neighbour, to: slot).datagramBytes))
  }

  // MARK: - What relays say

  /// Tells the neighbour that a packet came from that it is larger than what goes on whole, and says
  /// how much does; not more often than fifty times a second for each link.
  ///
  /// - Parameters:
  ///   - payloadBytes: Those behind the packet's header, which may have to go on in its long form.
  ///   - hops: Where it goes on.
  ///   - link: Where it came from.
  public mutating func noteSize(
    of header: PacketHeader, payloadBytes: Int, to hops: Hops, from link: LinkID, now: Instant
  ) {
    let bytes = PacketHeader.byteCount + payloadBytes + configuration.overhead.frameBytesMax
    guard bytes > Int(hops.datagramBytesMax),
      !header.isTowardKey, links.indices.contains(link.index), !links[link.index].isVacant,
      now - links[link.index].lastTooBig >= Self.tooBigSpacing
    else { return }
    links[link.index].lastTooBig = now
    let most = max(Int(hops.datagramBytesMax), Limits.datagramBytesBase)
    enqueue(
      .tooBig(link, TooBig(destination: header.destination, datagramBytes: most)), chargedTo: link)
  }

  mutating func receive(_ notice: TooBig, from slot: Int) {
    guard let destination = members.slot(of: notice.destination), destination != slot,
      database.narrow(from: slot, to: destination, datagramBytes: notice.datagramBytes)
    else { return }
    generation += 1
  }

  mutating func receive(_ notice: TooBig, fromPeer slot: Int, now: Instant) {
    let neighbour = prefix.peers.node(in: slot)
    guard notice.destination != neighbour, notice.destination != identity else { return }
    narrowPaths.note(
      notice.datagramBytes, to: notice.destination, through: neighbour, now: now)
  }

  /// Takes what relays have said into account for a packet under the prefix plane.
  mutating func narrow(_ hops: inout Hops, toward destination: NodeID, now: Instant) {
    narrow(&hops, toward: destination, over: hops.first, now: now)
    if hops.second != .none { narrow(&hops, toward: destination, over: hops.second, now: now) }
  }

  private mutating func narrow(
    _ hops: inout Hops, toward destination: NodeID, over link: LinkID, now: Instant
  ) {
    let neighbour = node(in: links[link.index].neighbour)
    let limit = narrowPaths.limit(to: destination, through: neighbour, now: now)
    if let limit { hops.datagramBytesMax = min(hops.datagramBytesMax, limit) }
  }
}
