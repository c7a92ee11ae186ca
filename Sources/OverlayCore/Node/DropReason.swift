/// Why a packet went no further.
public enum DropReason: UInt8, Hashable, Sendable, CaseIterable {
  /// Its transmissions are used up.
  case hopLimit
  /// Another copy came first.
  case duplicate
  /// No link that is not down leads there.
  case noRoute
  /// Nobody of that name is a member.
  case unknownDestination
  /// The network's policy forbids every way that is left.
  case policy
  /// It would have to pass a relay, and there is no session yet to seal it from end to end.
  case noSession
  /// It is for somebody else, and this node's credential does not let it carry such packets.
  case notRelay

  /// The words for it in output.
  public var name: String {
    switch self {
    case .hopLimit: "hop limit spent"
    case .duplicate: "duplicate"
    case .noRoute: "no route"
    case .unknownDestination: "unknown destination"
    case .policy: "forbidden by policy"
    case .noSession: "no session yet"
    case .notRelay: "not a relay"
    }
  }
}
