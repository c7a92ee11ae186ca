import OverlayCore

/// A rate for each source of messages, in a table of fixed size: no flood makes it grow.
///
/// A source's place follows from a keyed hash of what identifies it. Sources that fall on one place
/// share its rate, and since the key is drawn at the start nobody can choose to share another's.
struct SourceBudgets {
  private var gates: [RateGate]
  private let key: UInt64

  /// Rates for `places` sources at once, a power of two.
  init(places: Int, entropy: inout Entropy) {
    precondition(places > 0 && places & (places - 1) == 0, "the table is indexed by a mask")
    gates = Array(repeating: RateGate(), count: places)
    key = entropy.next()
  }

  /// Whether one more message of a source may pass, which then is counted.
  mutating func admits(_ source: UInt128, _ rate: AdmissionRate, now: Instant) -> Bool {
    gates[place(of: source)].admits(spacing: rate.spacing, burst: rate.burst, now: now)
  }

  /// Whether one more message of a source would pass; counts nothing.
  func wouldAdmit(_ source: UInt128, _ rate: AdmissionRate, now: Instant) -> Bool {
    var gate = gates[place(of: source)]
    return gate.admits(spacing: rate.spacing, burst: rate.burst, now: now)
  }

  /// Whether nothing has come from a source lately.
  func isQuiet(_ source: UInt128, now: Instant) -> Bool {
    gates[place(of: source)].isFull(at: now)
  }

  private func place(of source: UInt128) -> Int {
    let low = UInt64(truncatingIfNeeded: source)
    let high = UInt64(truncatingIfNeeded: source >> 64)
    let mixed = Self.mix(Self.mix(low ^ key) ^ high &+ key.byteSwapped)
    return Int(truncatingIfNeeded: mixed) & (gates.count - 1)
  }

  /// The finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
  private static func mix(_ value: UInt64) -> UInt64 {
    var mixed = value &+ 0x9e37_79b9_7f4a_7c15
    mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed >> 31
  }
}

extension UnderlayAddress {
  /// The network that an address is in as far as a flood from it goes: whoever has an address of a
  /// /24 of IPv4 or a /48 of IPv6 can usually send from all of them.
  var sourcePrefix: UInt128 {
    switch family {
    case .ipv4: 0xff << 120 | host >> 8
    case .ipv6: host >> 80
    }
  }

  /// The host that has proved to receive at an address: all ports of an IPv4 address, or the /64 of
  /// IPv6 that one host has to itself.
  var sourceHost: UInt128 {
    switch family {
    case .ipv4: 0xff << 120 | host
    case .ipv6: host >> 64
    }
  }
}
