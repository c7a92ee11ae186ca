public import OverlayCore

/// The network below the overlay: one ``PathModel`` for every ordered pair of hosts.
///
/// A value that answers one question, ``send(_:from:to:at:)``, and does nothing by itself, so that
/// virtual time and the real-time emulator share it. Equal seeds and equal questions in equal
/// order give equal answers. Every pair draws from a generator of its own: a fault on one path
/// does not change what luck another path has, which makes two runs comparable.
///
/// The table is dense, N² paths, because meshes are at most ``hostsMax`` hosts.
public struct NetworkModel: Sendable {
  /// The number of hosts, which are named `0..<hostCount`.
  public let hostCount: Int
  private var paths: [PathState]
  private var generators: [SeededRandom]
  private var access: [AccessState]
  private var partition: [Int]

  /// More hosts than any mesh has; the table's size is bounded by its square.
  public static let hostsMax = 256

  private struct AccessState {
    var model = AccessModel()
    var outward = LossProcess()
    var inward = LossProcess()
  }

  /// `hostCount` hosts, in `1...hostsMax`, whose paths `model` gives by sender and receiver.
  public init(
    hostCount: Int, seed: UInt64, path model: (_ from: Int, _ to: Int) -> PathModel
  ) {
    precondition(1...NetworkModel.hostsMax ~= hostCount, "hosts out of range")
    self.hostCount = hostCount
    var seeds = SeededRandom(seed: seed)
    paths = []
    generators = []
    paths.reserveCapacity(hostCount * hostCount)
    generators.reserveCapacity(hostCount * hostCount)
    for from in 0..<hostCount {
      for to in 0..<hostCount {
        paths.append(PathState(from == to ? PathModel(delay: .zero) : model(from, to)))
        generators.append(SeededRandom(seed: seeds.next()))
      }
    }
    access = Array(repeating: AccessState(), count: hostCount)
    partition = Array(repeating: 0, count: hostCount)
  }

  /// What becomes of a datagram of `byteCount` bytes, headers of IP and UDP included.
  public mutating func send(
    _ byteCount: Int, from sender: Int, to receiver: Int, at now: Instant
  ) -> Fate {
    let index = place(sender, receiver)
    guard !paths[index].isCut, partition[sender] == partition[receiver] else {
      return .lost(.unreachable)
    }
    guard byteCount <= paths[index].model.mtu else { return .lost(.tooBig) }
    if access[sender].outward
      .loses(access[sender].model.outward, at: now, random: &generators[index])
      || access[receiver].inward
        .loses(access[receiver].model.inward, at: now, random: &generators[index])
    {
      return .lost(.access)
    }
    if paths[index].losses
      .loses(paths[index].model.loss, at: now, random: &generators[index])
    {
      return .lost(.random)
    }
    guard
      let first = paths[index].arrival(of: byteCount, at: now, random: &generators[index])
    else { return .lost(.queueFull) }
    let duplication = paths[index].model.duplication
    guard duplication > 0, generators[index].chance(duplication),
      let second = paths[index].arrival(of: byteCount, at: now, random: &generators[index])
    else { return .arrives(first) }
    return .arrivesTwice(first, second)
  }

  private func place(_ sender: Int, _ receiver: Int) -> Int {
    precondition(sender >= 0 && sender < hostCount && receiver >= 0 && receiver < hostCount)
    return sender * hostCount + receiver
  }

  // MARK: - What a fault changes, and what a checker may know

  /// The path's model as it is now.
  public func path(from sender: Int, to receiver: Int) -> PathModel {
    paths[place(sender, receiver)].model
  }

  /// Changes the path's model.
  public mutating func update(
    from sender: Int, to receiver: Int, _ change: (inout PathModel) -> Void
  ) {
    let index = place(sender, receiver)
    var model = paths[index].model
    change(&model)
    paths[index].become(model)
  }

  /// Cuts the path or mends the cut.
  public mutating func setCut(_ isCut: Bool, from sender: Int, to receiver: Int) {
    paths[place(sender, receiver)].isCut = isCut
  }

  /// Gives the path back the model that it started with and mends any cut.
  public mutating func heal(from sender: Int, to receiver: Int) {
    let index = place(sender, receiver)
    paths[index].become(paths[index].healthy)
    paths[index].isCut = false
  }

  /// Puts each of `hosts` in the part called `part`; hosts in different parts are unreachable.
  public mutating func setPartition(_ part: Int, of hosts: some Sequence<Int>) {
    for host in hosts { partition[host] = part }
  }

  /// The part that the host is in.
  public func partition(of host: Int) -> Int { partition[host] }

  /// Changes the host's own line.
  public mutating func setAccess(_ model: AccessModel, of host: Int) {
    access[host].model = model
  }

  /// The host's own line.
  public func accessModel(of host: Int) -> AccessModel { access[host].model }

  /// Whether datagrams from one host can reach the other at all, loss aside.
  public func reaches(from sender: Int, to receiver: Int) -> Bool {
    !paths[place(sender, receiver)].isCut && partition[sender] == partition[receiver]
  }

  /// The share of datagrams that a sender loses on the way to a receiver, both lines included;
  /// 1 when the path is cut.
  public func meanLoss(from sender: Int, to receiver: Int) -> Double {
    guard reaches(from: sender, to: receiver) else { return 1 }
    let kept =
      (1 - path(from: sender, to: receiver).loss.mean)
      * (1 - access[sender].model.outward.mean) * (1 - access[receiver].model.inward.mean)
    return 1 - kept
  }
}
