import OverlayCore

/// What one node put on the wire, headers of IP and UDP and the seal included.
public struct SentCounts: Hashable, Sendable {
  /// Beacons of a mesh, and those to nodes that the sender holds in its routing table.
  public var beacons: UInt64 = 0
  /// Beacons to nodes that only hold the sender: they carry the acknowledgements.
  public var acknowledgements: UInt64 = 0
  /// All control frames, beacons among them.
  public var frames: UInt64 = 0
  /// Bytes of datagrams that carried control.
  public var controlBytes: UInt64 = 0
  /// Bytes of datagrams that carried packets.
  public var dataBytes: UInt64 = 0

  /// Nothing.
  public init() {}

  /// Counts a control frame by its first two bytes.
  @inline(__always)
  mutating func count(kind: UInt8, flags: UInt8, wireBytes: Int) {
    frames += 1
    controlBytes += UInt64(wireBytes)
    guard kind == FrameKind.beacon.rawValue else { return }
    // The flags of Beacon: 8, the sender holds the receiver; 16, a mesh.
    if flags & 24 != 0 { beacons += 1 } else { acknowledgements += 1 }
  }

  /// What the seal adds to a frame: type, index, counter and tag.
  static let sealBytes = 32
  /// What IPv4 and UDP add to a datagram.
  static let headerBytes = 28

  /// The sum of two nodes' counts.
  public static func + (left: SentCounts, right: SentCounts) -> SentCounts {
    var sum = left
    sum.beacons += right.beacons
    sum.acknowledgements += right.acknowledgements
    sum.frames += right.frames
    sum.controlBytes += right.controlBytes
    sum.dataBytes += right.dataBytes
    return sum
  }

  /// What was sent since `earlier`.
  public static func - (later: SentCounts, earlier: SentCounts) -> SentCounts {
    var difference = later
    difference.beacons -= earlier.beacons
    difference.acknowledgements -= earlier.acknowledgements
    difference.frames -= earlier.frames
    difference.controlBytes -= earlier.controlBytes
    difference.dataBytes -= earlier.dataBytes
    return difference
  }
}
