extension Underlay {
  /// Does to the underlay what the action says. What concerns a host and not a path, such as a
  /// crash, changes nothing here: that is for whoever runs the hosts.
  public mutating func apply(_ action: FaultAction) {
    switch action {
    case .cut(let path):
      path.forEachDirection { setCut(true, from: $0, to: $1) }
    case .heal(let path):
      path.forEachDirection { heal(from: $0, to: $1) }
    case .loss(let path, let loss):
      path.forEachDirection { setLoss(loss, from: $0, to: $1) }
    case .delay(let path, let delay):
      path.forEachDirection { setDelay(delay, from: $0, to: $1) }
    case .partition(let hosts):
      setPartition(1, of: hosts)
    case .unite:
      setPartition(0, of: 0..<hostCount)
    case .access(let host, let loss):
      setAccess(AccessModel(outward: loss, inward: loss), of: host)
    case .flap, .crash, .restart, .join, .leave, .readdress:
      break
    }
  }
}
