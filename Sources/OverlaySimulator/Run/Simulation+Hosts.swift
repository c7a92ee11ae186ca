import OverlayCore
import OverlaySecurity

/// Hosts come, go and are struck.
extension Simulation {
  func strike(_ action: FaultAction) throws {
    // What the checkers hold against the overlay is settled before the ground truth changes.
    if now >= configuration.settledAt { lookForStandstill() }
    switch action {
    case .crash(let host): stop(host)
    case .restart(let host), .join(let host): try start(host)
    case .leave(let host): leave(host)
    case .readdress(let host): readdress(host)
    default: network.apply(action)
    }
    if now >= configuration.settledAt { updatePaths() }
  }

  func start(_ index: Int) throws {
    let host = hosts[index]
    guard host.running == nil else { return }
    let known = host.remembered.isEmpty ? introductions(for: index) : host.remembered
    // Nobody joins without having reached a member; only the very first host is alone.
    if known.isEmpty, hosts.contains(where: { $0.running != nil }) {
      queue.push(.start(host: index), due: now + Self.joinRetry)
      return
    }
    host.incarnation += 1
    let node = try SecureNode(
      configuration: SecureNodeConfiguration(
        identity: host.key, credential: host.credential, presharedKey: presharedKey,
        incarnation: host.incarnation,
        unixTimeAtOrigin: Self.unixSecondsAtStart * 1_000_000_000,
        sockets: [host.address], advertised: [host.address], entropy: .seeded(random.next()),
        seed: random.next(), node: configuration.node, members: known),
      now: now)
    host.running = RunningNode(node)
    host.wakeAt = .never
    host.readyAt = now + configuration.startAllowance
    settle(index)
  }

  /// Between two attempts of a host to join when no member can be reached.
  private static let joinRetry = Interval.milliseconds(250)

  /// Whom a host knows that starts for the first time: a few of those whom it can reach, as the
  /// answer to an enrolment names them.
  private func introductions(for index: Int) -> [MemberRecord] {
    let present = hosts.filter { other in
      other.running != nil && network.reaches(from: index, to: other.index)
        && network.reaches(from: other.index, to: index)
    }
    guard present.count > 4 else { return present.map(\.record) }
    var records = [present[0].record]
    for _ in 0..<3 { records.append(present[Int(random.next() % UInt64(present.count))].record) }
    return records
  }

  private func stop(_ index: Int) {
    let host = hosts[index]
    guard let running = host.running else { return }
    host.remembered = running.node.memberRecords
    host.incarnation = max(host.incarnation, running.node.incarnation)
    host.running = nil
    host.wakeAt = .never
    host.readyAt = .never
  }

  private func leave(_ index: Int) {
    guard let running = hosts[index].running else { return }
    running.node.leave(now: now)
    settle(index)
    stop(index)
  }

  /// The host is elsewhere from now on; its node has to find out by itself.
  private func readdress(_ index: Int) {
    hosts[index].addressGeneration &+= 1
    hosts[index].readyAt = now + configuration.startAllowance
  }

  func wake(_ index: Int, due: Instant) {
    let host = hosts[index]
    guard host.wakeAt == due, let running = host.running else { return }
    host.wakeAt = .never
    wakesAtOnce += 1
    precondition(
      wakesAtOnce < Self.wakesAtOnceMax, "host \(index) asks to be woken in the past for ever")
    running.node.advance(to: now)
    settle(index)
  }

  /// After a change: drains every effect, then asks for the next deadline.
  func settle(_ index: Int) {
    let host = hosts[index]
    guard let running = host.running else { return }
    drain(running, of: host)
    let deadline = running.node.nextDeadline
    guard deadline < host.wakeAt else { return }
    host.wakeAt = max(deadline, now)
    queue.push(.wake(host: index), due: host.wakeAt)
  }

  private func drain(_ running: RunningNode, of host: SimulatedHost) {
    while true {
      var buffer = scratch.mutableSpan
      guard let effect = running.node.nextEffect(into: &buffer, now: now) else { return }
      if case .transmit(let transmission) = effect {
        control.sent(transmission.range.count, by: host.index)
        launch(transmission, from: host, tag: .none)
      }
    }
  }
}
