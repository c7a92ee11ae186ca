// What a header tells later nodes about the way that was chosen.

extension PacketHeader {
  /// Notes that a relay sends the packet on over `hops`.
  @inline(__always)
  public mutating func pass(over hops: Hops) {
    hopLimit &-= 1
    mark(hops)
  }

  /// Notes what the choice of `hops` means for those to come.
  @inline(__always)
  mutating func mark(_ hops: Hops) {
    if hops.count > 1, hops.stripes == 0 { isCopied = true }
    if hops.isAside { sideSteps = min(sideSteps + 1, Limits.sideStepsMax) }
  }
}
