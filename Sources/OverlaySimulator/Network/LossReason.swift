/// Why a datagram did not arrive.
public enum LossReason: UInt8, Hashable, Sendable, CaseIterable {
  /// The path is cut, or the two hosts are in different partitions.
  case unreachable
  /// The path's ``LossModel`` took it.
  case random
  /// The sender's or receiver's access line took it, which every path of that host shares.
  case access
  /// The bottleneck's queue was full.
  case queueFull
  /// It was longer than the path carries.
  case tooBig
}
