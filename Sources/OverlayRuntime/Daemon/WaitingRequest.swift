internal import OverlayCore

/// A request on the control socket that waits until the node that it names has been found.
struct WaitingRequest {
  var client: Int
  var request: ControlRequest
  var deadline: Instant
}
