import OverlayCore

/// The checkers' regular look at the whole network.
extension Simulation {
  func inspect() {
    queue.push(.inspection, due: now + Self.inspectionInterval)
    if now == configuration.settledAt { control.restart(at: now) }
    lookForStandstill()
    updatePaths()
  }

  func lookForStandstill() {
    for violation in recovery.inspect(paths: paths, at: now) { note(violation) }
  }

  func updatePaths() {
    paths.update(
      network, running: hosts.map { $0.running != nil && $0.readyAt <= now }, at: now)
  }
}
