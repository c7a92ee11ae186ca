@testable import OverlayCore
@testable import OverlaySecurity

extension SecureNode {
  /// Forgets what neighbours' labels stand for, as a relay does whose table was full.
  mutating func forgetLabels() {
    for index in 0..<node.links.count { node.incomingLabels.forget(node.links[index].id) }
  }
}
