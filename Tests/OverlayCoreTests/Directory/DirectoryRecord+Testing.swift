@testable import OverlayCore

extension DirectoryRecord {
  /// A record of an application's, or with no payload its removal.
  static func sample(
    key: UInt128 = 7, owner: UInt128 = 1, kind: DirectoryKind = .application, version: UInt64 = 1,
    lifetime: UInt32 = 60, payload: [UInt8]? = [1, 2, 3], proof: [UInt8] = [9]
  ) -> DirectoryRecord {
    DirectoryRecord(
      identity: Identity(key: DirectoryKey(key), owner: NodeID(owner), kind: kind),
      version: version, lifetimeSeconds: lifetime, payload: payload, proof: proof)
  }
}
