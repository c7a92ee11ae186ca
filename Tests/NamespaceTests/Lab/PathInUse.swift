/// How a member reaches another at the moment, as its status tells.
struct PathInUse {
  /// The name of the relay, or nil on a direct path.
  let relay: String?
  /// The local underlay address that packets leave from.
  let localAddress: String
  /// How often the path was changed since the daemon started.
  let switches: Int
}
