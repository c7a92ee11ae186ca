import OverlayCore

/// Hosts at the sites of an ``RTTMatrix``.
struct SiteDelays {
  let matrix: RTTMatrix
  /// The site of each host.
  let sites: [Int]
  /// One-way delay between two hosts of one site.
  let localMicroseconds: UInt32

  /// Microseconds from host to host, half of the sender's round trip; ``RTTMatrix/missing`` when
  /// the pair was not measured.
  @inline(__always)
  func microseconds(from sender: Int, to receiver: Int, at now: Instant) -> UInt32 {
    let (from, to) = (sites[sender], sites[receiver])
    if from == to { return sender == receiver ? 0 : localMicroseconds }
    let roundTrip = matrix.microseconds(from: from, to: to, slice: matrix.slice(at: now))
    return roundTrip == RTTMatrix.missing ? roundTrip : roundTrip / 2
  }
}
