internal import Foundation
internal import OverlayCore

/// Whether this host itself has a way to the Internet.
enum DefaultRoute {
  /// Whether the main routing table has a default route that does not lead into `device`.
  static func exists(_ family: UnderlayAddress.Family, besides device: String) -> Bool {
    let file = family == .ipv4 ? "/proc/net/route" : "/proc/net/ipv6_route"
    guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { return false }
    return text.split(separator: "\n").contains { line in
      let fields = line.split { $0 == " " || $0 == "\t" }
      switch family {
      // proc_net(5): interface, destination, gateway, flags, …, mask in the eighth place.
      case .ipv4:
        return fields.count > 7 && fields[1] == "00000000" && fields[7] == "00000000"
          && fields[0] != device && isUp(fields[3])
      // Destination, its length, …, flags in the ninth place, interface in the tenth.
      case .ipv6:
        return fields.count > 9 && fields[1] == "00" && fields[9] != device && fields[9] != "lo"
          && isUp(fields[8])
      }
    }
  }

  /// RTF_UP and not RTF_REJECT.
  private static func isUp(_ flags: Substring) -> Bool {
    UInt32(flags, radix: 16).map { $0 & 0x0201 == 1 } ?? false
  }
}
