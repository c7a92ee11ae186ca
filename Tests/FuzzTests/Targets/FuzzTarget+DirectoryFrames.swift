@testable import OverlayCore

extension FuzzTarget {
  /// The directory's frames and payloads, and a directory that takes in whatever comes.
  static let directoryFrames: [FuzzTarget] = [
    frame(
      "DirectoryPublish", published, { try DirectoryPublish($0) },
      { $0.write(to: &$1, at: 0) }),
    frame(
      "DirectoryLookup",
      [
        DirectoryLookup(key: DirectoryKey(7), kind: nil, origin: NodeID(2), request: 3),
        DirectoryLookup(key: DirectoryKey(7), kind: .node, origin: NodeID(2), request: 3),
      ],
      { try DirectoryLookup($0) }, { $0.write(to: &$1, at: 0) }),
    frame(
      "DirectoryAnswer",
      [
        DirectoryAnswer(to: NodeID(1), origin: NodeID(2), request: 3, part: nil),
        DirectoryAnswer(
          to: NodeID(1), origin: NodeID(2), request: 3,
          part: .init(number: 1, count: 2, ageSeconds: 5, record: record(version: 1))),
      ],
      { try DirectoryAnswer($0) }, { $0.write(to: &$1, at: 0) }),
    frame(
      "DirectoryAcknowledgement",
      [
        DirectoryAcknowledgement(
          to: NodeID(1), origin: NodeID(2), request: 3, outcome: .superseded, version: 9)
      ],
      { try DirectoryAcknowledgement($0) }, { $0.write(to: &$1, at: 0) }),
    codec(
      "NodeRecord", seeds: [nodeRecord], decode: { try NodeRecord(decoding: $0) },
      encode: \.encoded),
    FuzzTarget(
      name: "HostileDirectory", seeds: { HostileDirectory.seeds(published) },
      accepts: HostileDirectory.accepts),
  ]

  private static let published = [
    DirectoryPublish(
      toward: NodeID(7), origin: NodeID(2), request: 3, ageSeconds: 4, record: record(version: 1)),
    DirectoryPublish(
      toward: NodeID(7), origin: NodeID(2), request: 3, ageSeconds: 4,
      record: record(version: 2, payload: nil)),
  ]

  private static let nodeRecord = NodeRecord(
    key: NodeKey(high: 1, low: 2), incarnation: 3, sequence: 4,
    endpoints: [
      UnderlayAddress(ipv4: 0xc000_0201, port: 7_272),
      UnderlayAddress(family: .ipv6, host: 0x2001_0db8 << 96, port: 7_272),
    ])

  private static func record(version: UInt64, payload: [UInt8]? = [1, 2]) -> DirectoryRecord {
    DirectoryRecord(
      identity: .init(key: DirectoryKey(7), owner: NodeID(2), kind: .application),
      version: version, lifetimeSeconds: 60, payload: payload, proof: [5, 6, 7])
  }
}
