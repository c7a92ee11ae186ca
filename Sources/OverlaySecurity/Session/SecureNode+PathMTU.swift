public import OverlayCore

// How large packets may be.

extension SecureNode {
  /// How large payloads for a member may be; nil when no way leads there.
  ///
  /// What does not fit may be sent all the same: its datagram leaves in fragments, or is lost where
  /// the underlay does not carry those. Better to tell the sender, or to cut the packet up.
  public mutating func pathSize(
    toward destination: NodeID, trafficClass: TrafficClass, now: Instant
  ) -> PathSize? {
    node.pathSize(toward: destination, trafficClass: trafficClass, now: now)
  }

  /// The largest payload that goes whole over the hops which were chosen for a packet of our own.
  public mutating func payloadBytesMax(of packet: Packet, over hops: Hops) -> Int {
    guard hops.stripes == 0 else {
      // Of as many stripes as there are, over the narrowest of their paths.
      let stripe = node.payloadBytes(inDatagramOf: Int(hops.datagramBytesMax), isDirect: false)
      return max(0, stripe - StripeHeader.byteCount) * Int(hops.stripes)
    }
    let isDirect =
      leadsStraight(hops.first, to: packet.header.destination)
      && (hops.second == .none || leadsStraight(hops.second, to: packet.header.destination))
    return node.payloadBytes(
      inDatagramOf: Int(hops.datagramBytesMax), isDirect: isDirect || !packet.wantsSeal)
  }

  private mutating func leadsStraight(_ hop: LinkID, to destination: NodeID) -> Bool {
    let peer = targets[hop.index].peer
    return peer >= 0 && peers[peer].node == destination
  }

  /// Tells the core what IP and UDP take of each packet to where the link now leads.
  mutating func noteUnderlay(of link: LinkID, now: Instant) {
    node.setUnderlay(
      of: link, headerBytes: targets[link.index].address.family.headerBytes, now: now)
  }
}
