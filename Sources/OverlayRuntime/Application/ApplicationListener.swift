public import OverlayCore
public import OverlaySecurity

/// Somebody who wants to hear what happens to a node. Called on the loop's thread: must not wait.
public struct ApplicationListener: Sendable {
  /// Told of each event, with a way to find out members' names.
  public var event: @Sendable (OverlayEvent, (NodeID) -> String) -> Void
  /// Told when there will be no more.
  public var end: @Sendable () -> Void

  /// A listener with both parts.
  public init(
    event: @escaping @Sendable (OverlayEvent, (NodeID) -> String) -> Void,
    end: @escaping @Sendable () -> Void
  ) {
    self.event = event
    self.end = end
  }
}
