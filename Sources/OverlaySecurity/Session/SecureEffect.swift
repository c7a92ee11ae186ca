public import OverlayCore

/// What a secured node wants done, in order.
public enum SecureEffect: Hashable, Sendable {
  /// Send bytes of the buffer.
  case transmit(Transmission)
  /// Note what happened.
  case event(OverlayEvent)
  /// Decide about a newcomer: ``SecureNode/answer(_:with:now:)``.
  case enrolment(EnrolmentRequest)
  /// Members or revocations changed: write down what a restart should know.
  case membersChanged
  /// This node's incarnation was raised to outrank a newer record of its own: write it down before
  /// the next effect is drained, so that the next start counts on from it.
  case incarnationRaised(UInt64)
  /// A probe was answered.
  case echo(ProbeResult)
  /// A node on a trace's way answered.
  case trace(TraceResult)
  /// A lookup is over (``SecureNode/lookUp(_:kind:now:)``).
  case answered(DirectoryResult)
  /// A search for a node is over (``SecureNode/resolve(_:now:)``); nil when there is none.
  case resolved(ResolutionTarget, NodeID?)
}
