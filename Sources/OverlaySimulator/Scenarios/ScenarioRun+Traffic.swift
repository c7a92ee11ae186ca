import OverlayCore

// What nodes send: figure 3's beacons, and bytes of control.

extension ScenarioRun {
  /// Counts for a while, from running nodes.
  ///
  /// - `beacons-per-period`: beacons that a node sends in a beacon period to nodes that it holds in
  ///   its table, as the paper counts them;
  /// - `acknowledgements-per-period`: those to nodes that hold it, which carry the acknowledgements;
  /// - `control-bytes-per-second`: all control of a node, headers of IP and UDP included;
  /// - `links`: links of a node.
  mutating func measureTraffic(_ duration: Interval) {
    let before = simulation.sent
    let start = simulation.now
    advance(by: duration)
    let sent = simulation.sent - before
    let nodes = Double(max(simulation.running, 1))
    let seconds = (simulation.now - start).inSeconds
    let period = job.settings.beaconPeriod.inSeconds
    note("beacons-per-period", Double(sent.beacons) / nodes / seconds * period)
    note("acknowledgements-per-period", Double(sent.acknowledgements) / nodes / seconds * period)
    note("control-bytes-per-second", Double(sent.controlBytes) / nodes / seconds)
    note("control-frames-per-second", Double(sent.frames) / nodes / seconds)
    let links = simulation.runningHosts.reduce(0) { $0 + simulation.linkCount(of: $1) }
    note("links", Double(links) / nodes)
  }
}
