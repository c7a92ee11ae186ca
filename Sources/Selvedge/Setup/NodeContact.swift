internal import OverlayCore

/// How a running node can be called by one that starts: who it is and where it listens.
public struct NodeContact: Sendable {
  let record: MemberRecord

  /// Where it listens, such as `192.0.2.1:7272`.
  public var addresses: [String] { record.endpoints.map(\.description) }
}
