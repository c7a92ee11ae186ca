// How large a datagram may be: size probes, their answers, and what they mean for counting.

extension Link {
  /// The next size to probe; nil when there is none now. Only a link that carries packets and works is
  /// searched: neither may an idle one cost, nor does silence say anything about sizes.
  mutating func nextSizeProbe(now: Instant) -> Int? {
    guard state == .up, isActive(at: now) else { return nil }
    return sizes.next(now: now, confirmed: lastConfirmed, timeout: roundTrip.timeout + slack)
  }

  /// The next beacon as a size probe of that many bytes, which must be the next frame to be numbered.
  ///
  /// Its loss is none of the path's: it is not among the beacons that wait for an echo, nor among the
  /// frames that should have come.
  mutating func makeSizeProbe(frameBytes: Int, now: Instant) -> Beacon {
    sizeProbes.append(nextCounter)
    var beacon = describe(isReply: true, now: now)
    beacon.paddedBytes = frameBytes
    return beacon
  }

  /// Takes in what a beacon says of sizes.
  mutating func takeInSizes(_ beacon: Beacon, now: Instant) {
    let news = beacon.sizeProbes &- UInt16(truncatingIfNeeded: neighbourSizeProbes)
    // Beacons that overtake each other bring old counts.
    if news < 0x8000 { neighbourSizeProbes &+= UInt64(news) }
    if beacon.paddedBytes > 0 { receivedCount &-= 1 }
    if beacon.arrivedBytes > 0 { sizes.acknowledge(Int(beacon.arrivedBytes), now: now) }
  }

  /// How many of our frames numbered up to `counter` should have come: all but size probes.
  mutating func framesSent(through counter: UInt64) -> UInt64 {
    let highest = min(counter, nextCounter)
    let sent = highest &+ 1
    return sent - min(sizeProbes.count(through: highest), sent)
  }

  /// The same of the neighbour's frames that we know of.
  var framesToCome: UInt64 { highestReceived - min(neighbourSizeProbes, highestReceived) }

  /// The path leads over other addresses, or its headers are other ones: what was found is void, and
  /// what was proven of its length.
  mutating func searchSizesAnew(mtu: Int, headerBytes: Int) {
    sizes = PathMTUSearch(mtu: mtu, headerBytes: headerBytes)
    proven.reset()
  }
}
