import OverlayCore

// Test packets in stripes: as many copies as there are stripes and their parity, of which all but one
// have to arrive.

extension ScaleSimulation {
  mutating func launchStripes(_ copy: PacketCopy, from host: ScaleHost, over hops: Hops) {
    let stripes = Int(hops.stripes)
    packets[copy.packet].underWay += stripes
    packets[copy.packet].stripes = stripes
    for index in 0...stripes {
      var stripe = copy
      stripe.header.kind = .stripe
      stripe.header.sequence &+= UInt32(index)
      let payload = Int(copy.bytes) - PacketHeader.byteCount
      let length = (max(payload, 1) + stripes - 1) / stripes + StripeHeader.byteCount
      stripe.bytes = UInt16(PacketHeader.byteCount + length)
      launch(stripe, from: host, on: hops[index])
    }
  }

  /// Whether a stripe that has come makes its packet whole.
  mutating func completes(_ copy: PacketCopy) -> Bool {
    guard packets[copy.packet].stripes > 0 else { return true }
    packets[copy.packet].stripesArrived += 1
    return packets[copy.packet].stripesArrived == packets[copy.packet].stripes
  }
}
