import OverlayCore

/// How much this node sends to addresses from which nothing has come: beacons of links on trial, toward
/// addresses that members have named (docs/decisions/0020 and 0030).
///
/// The bounds hold for the node, however many members name an address, and for a range of addresses as
/// for one, because whoever names a victim's neighbours fills the same line. A link's trial takes
/// eighteen beacons in its first round, and eight links may be on trial toward one host
/// (``TraversalTiming/trialsPerHostMax``): as many may leave at once, and two a second, some 200 bytes,
/// in the long run.
struct TrialBudget: Sendable {
  /// Whose datagrams are counted together.
  private enum Group {
    case host
    /// IPv4's /24 or IPv6's /48: what one site has.
    case range
  }

  private struct Entry: Sendable {
    var key: UInt128
    var gate: RateGate
  }

  static let hostSpacing = Interval.milliseconds(500)
  static let hostBurst = hostSpacing * 144
  static let rangeSpacing = Interval.milliseconds(250)
  static let rangeBurst = rangeSpacing * 288
  /// Hosts, and as many ranges, that are counted at once; beyond that no other is tried.
  static let entriesMax = 1_024

  /// Sorted by key.
  private var hosts: [Entry] = []
  private var ranges: [Entry] = []

  /// Whether one more datagram may go to an address now; counts it if so.
  mutating func admits(_ address: UnderlayAddress, now: Instant) -> Bool {
    // The host is asked first: what it refuses must not use up its neighbours' range.
    Self.admits(address.host, in: &hosts, Self.hostSpacing, Self.hostBurst, now: now)
      && Self.admits(
        Self.range(of: address), in: &ranges, Self.rangeSpacing, Self.rangeBurst, now: now)
  }

  private static func admits(
    _ key: UInt128, in entries: inout [Entry], _ spacing: Interval, _ burst: Interval, now: Instant
  ) -> Bool {
    var index = place(of: key, in: entries)
    if index == entries.count || entries[index].key != key {
      if entries.count >= entriesMax {
        entries.removeAll { $0.gate.isFull(at: now) }
        guard entries.count < entriesMax else { return false }
        index = place(of: key, in: entries)
      }
      entries.insert(Entry(key: key, gate: RateGate()), at: index)
    }
    return entries[index].gate.admits(spacing: spacing, burst: burst, now: now)
  }

  private static func place(of key: UInt128, in entries: [Entry]) -> Int {
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].key < key { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The address without the bits that one site gives out itself.
  static func range(of address: UnderlayAddress) -> UInt128 {
    switch address.family {
    case .ipv4: UInt128(1) << 64 | UInt128(address.host & 0xffff_ff00)
    case .ipv6: (address.host >> 80) << 80
    }
  }
}
