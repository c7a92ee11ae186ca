/// What the router does to packets from one cable to another.
enum Fault: Hashable {
  /// Drops every packet.
  case cut
  /// Drops each packet with this chance, in percent.
  case loss(percent: Int)
  /// Marks every IPv4 packet that allows it, as an overloaded router does that knows ECN.
  case congestion

  /// The rule for nftables that matches nothing but the two cables.
  func rule(from: Uplink, to: Uplink) -> String {
    let match = "iifname \"\(from.routerInterface)\" oifname \"\(to.routerInterface)\""
    return switch self {
    case .cut: "\(match) drop"
    case .loss(let percent): "\(match) numgen random mod 100 < \(percent) drop"
    case .congestion: "\(match) ip ecn != not-ect ip ecn set ce"
    }
  }
}
