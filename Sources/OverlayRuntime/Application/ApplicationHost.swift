public import OverlayCore
public import OverlaySecurity

/// The node as applications of its process may ask it, between two turns of its loop and on the loop's
/// thread. What is asked often and answered slowly holds up packets.
public protocol ApplicationHost: AnyObject {
  /// Who this node is.
  var nodeID: NodeID { get }
  /// This node's credential.
  var ownCredential: Credential { get }
  /// Where it listens, by the number that links name, with the ports that the kernel chose.
  var listening: [UnderlayAddress] { get }
  /// Where others are told to reach it.
  var advertisedAddresses: [UnderlayAddress] { get }
  /// The node at this moment.
  var snapshot: NodeSnapshot { get }
  /// What it has counted, by name, as `selvedge status` shows it.
  var countedValues: [String: UInt64] { get }
  /// A node by name or ID, if it is known; otherwise it is looked for where there is a directory.
  func find(_ addressee: ApplicationAddressee) -> Resolution
  /// Whether datagrams for a known node can leave now; if not, its session is tried.
  func isReachable(_ other: NodeID) -> Bool
  /// Bytes of the largest datagram of an application that every way to a node which is kept ready
  /// carries in one piece; nil when no way leads there.
  func applicationBytesMax(to other: NodeID, trafficClass: TrafficClass) -> Int?
  /// The class of a name: one that every node knows, or of the settings.
  func trafficClass(named name: String) -> TrafficClass?
  /// Takes in what an application measured of the link to a node, by a metric of the settings.
  func report(
    _ value: Double, of metric: String, about other: NodeID, lifetime: Interval
  ) -> ApplicationReport
  /// What was reported of the link to a node and still holds.
  func reportedValue(of metric: String, about other: NodeID) -> Double?
}
