/// What programs ask the daemon, one JSON object a line: `{"status":{}}`,
/// `{"ping":{"node":"beta","count":3,"intervalMilliseconds":1000}}`.
///
/// The daemon answers each with lines of ``ControlResponse``, of which the last is `done` or
/// `failure`.
public enum ControlRequest: Codable, Hashable, Sendable {
  /// What the node is and how it does.
  case status
  /// Every link, with what was measured on it.
  case links
  /// The path to every node for every class.
  case routes
  /// Echo requests through the overlay. `count` 0 goes on until the client leaves.
  case ping(node: String, count: Int, intervalMilliseconds: Int, trafficClass: String?)
  /// One packet whose every hop answers.
  case trace(node: String, trafficClass: String?)
  /// The records under what a user calls a key: a node's name, ID or address in the overlay, or any
  /// text that something was published under.
  case lookup(key: String)
  /// Says something under a key for as long as this daemon runs; without a value, no more.
  case publish(key: String, value: String?, lifetimeSeconds: UInt32)
  /// A new invitation, from the network's authority.
  case invite(name: String, expiresAfterSeconds: UInt64)
  /// Takes a node's membership away, by the network's authority.
  case revoke(node: String)
  /// Takes over the TUN device that is passed with the request (`SCM_RIGHTS`) for as long as the
  /// connection lasts. The answer has no end: a line with the members' names now and whenever they
  /// change.
  ///
  /// - Parameters:
  ///   - trafficClass: the class of everything that comes from the device; nil for what the settings
  ///     say.
  ///   - ports: TCP and UDP ports that packets from the overlay come to this device for.
  ///   - share: which share of the ports the device had before; nil for any that is free.
  case attach(trafficClass: String?, ports: [UInt16], share: Int?)
  /// The settings in force.
  case configuration
  /// Leave the network and stop.
  case down
}
