public import OverlayCore

/// A link of a node: one path of the network below to a neighbour, measured by itself.
public struct MemberLink: Hashable, Sendable {
  /// Who is at the other end.
  public var neighbour: NodeID
  /// Its name.
  public var name: String
  /// Where its datagrams go in the network below.
  public var remoteAddress: String
  /// Where they leave from.
  public var localAddress: String
  /// Whether it may carry traffic.
  public var state: LinkState
  /// Smoothed round trip.
  public var roundTrip: Duration
  /// Smoothed mean deviation of the round trip.
  public var variation: Duration
  /// Share of our frames that do not arrive, 0...1.
  public var forwardLoss: Double
  /// Share of the neighbour's frames that do not arrive, 0...1.
  public var reverseLoss: Double
}

/// Whether a link may carry traffic: `.up`, `.suspect` or `.down`.
public typealias LinkState = OverlayCore.LinkState
