public import OverlayCore

/// A network below that faults strike: what each fault changes is said here, once, and how the two
/// models of a network keep it is theirs.
public protocol FaultyNetwork {
  /// The number of hosts, which are named `0..<hostCount`.
  var hostCount: Int { get }
  /// Cuts the path or mends the cut, in this direction.
  mutating func setCut(_ isCut: Bool, from sender: Int, to receiver: Int)
  /// Makes the path lose so much, in this direction.
  mutating func setLoss(_ loss: LossModel, from sender: Int, to receiver: Int)
  /// Gives the path another delay, in this direction.
  mutating func setDelay(_ delay: Interval, from sender: Int, to receiver: Int)
  /// Makes the path in this direction what it was at the start.
  mutating func heal(from sender: Int, to receiver: Int)
  /// Puts each of `hosts` in the part called `part`; hosts in different parts are unreachable.
  mutating func setPartition(_ part: Int, of hosts: some Sequence<Int>)
  /// Changes the host's own line, which all its paths share.
  mutating func setAccess(_ model: AccessModel, of host: Int)
}

extension FaultyNetwork {
  /// Does to the network what the action says. What concerns a host and not a path, such as a
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

extension NetworkModel: FaultyNetwork {
  /// Makes the path lose so much, in this direction.
  public mutating func setLoss(_ loss: LossModel, from sender: Int, to receiver: Int) {
    update(from: sender, to: receiver) { $0.loss = loss }
  }

  /// Gives the path another delay, in this direction.
  public mutating func setDelay(_ delay: Interval, from sender: Int, to receiver: Int) {
    update(from: sender, to: receiver) { $0.delay = delay }
  }
}

extension Underlay: FaultyNetwork {}
