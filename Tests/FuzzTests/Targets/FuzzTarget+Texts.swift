import OverlayCore
import OverlaySecurity

extension FuzzTarget {
  /// What people type, paste or put into files.
  static let texts: [FuzzTarget] = [
    text(
      "Invitation", seeds: [FuzzNetwork.shared.invitation.token],
      decode: { try Invitation(token: $0) }, encode: \.token),
    text(
      "UnderlayAddress", seeds: ["192.0.2.1:7272", "[2001:db8::1]:7272"],
      decode: { UnderlayAddress($0) }, encode: \.description),
    text(
      "AddressPrefix", seeds: ["10.77.0.0/16", "2001:db8::/32"],
      decode: { AddressPrefix($0) }, encode: \.description),
    text(
      "NetworkID", seeds: [FuzzNetwork.shared.invitation.network.description],
      decode: { NetworkID($0) }, encode: \.description),
  ]
}
