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
  /// What an application measured of the link to a node, by a metric of its own.
  case reportMetric(metric: String, node: String, value: Double, lifetimeSeconds: UInt32)
  /// The metrics that applications report, and what holds at present.
  case metrics
  /// A new invitation, from the network's authority; `prefixes` and `mayBeExit` are what the node may
  /// serve beside its own address.
  case invite(
    name: String, expiresAfterSeconds: UInt64, prefixes: [String]? = nil, mayBeExit: Bool? = nil)
  /// Takes a node's membership away, by the network's authority.
  case revoke(node: String)
  /// The prefixes behind nodes: who serves them, and which are in use.
  case prefixes
  /// The addresses of a node by its name, or its name by an address.
  case resolve(name: String)
  /// What was measured, summarised: of one remote or all, one metric or all. Windows are merged into
  /// ones of `stepSeconds`; 0 gives them as they are kept.
  case history(
    remote: String?, metric: String?, site: String?, sinceSeconds: Int, stepSeconds: Int)
  /// The same as it is measured, from now on, until the client leaves.
  case follow(remote: String?, metric: String?, site: String?)
  /// How the performance database does.
  case database
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
