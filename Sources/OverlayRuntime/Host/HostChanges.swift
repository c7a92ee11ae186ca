/// What the daemon has changed of its host's set-up, so that it can be taken back, if need be by the
/// next one. Written before anything is changed.
struct HostChanges: Codable, Hashable, Sendable {
  /// The routing table of the overlay's prefixes, and the places of the two rules that lead there.
  struct Routing: Codable, Hashable, Sendable {
    var table: Int
    var rule: Int
  }

  /// Set when there are routes.
  var routing: Routing?
  /// The nftables table, in the family `inet`.
  var firewall: String?
  /// Kernel settings by their paths below /proc/sys, with the values that they had.
  var settings: [String: String] = [:]

  /// Whether there is nothing to be taken back.
  var isEmpty: Bool { self == HostChanges() }
}
