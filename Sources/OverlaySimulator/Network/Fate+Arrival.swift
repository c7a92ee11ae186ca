public import OverlayCore

extension Fate {
  /// When the datagram arrives first; nil when it is lost.
  public var arrival: Instant? {
    switch self {
    case .lost: nil
    case .arrives(let due), .arrivesTwice(let due, _): due
    }
  }
}
