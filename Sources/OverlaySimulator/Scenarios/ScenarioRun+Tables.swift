import OverlayCore

// Tables, roots and lookups, held against a view of the whole.

extension ScenarioRun {
  mutating func measureTables(localityOf sample: Int) {
    let findings = simulation.checkTables(localityOf: sample)
    note("unjoined", Double(simulation.running - simulation.joinedHosts.count))
    note("fillable", Double(findings.fillable))
    note("holes", Double(findings.holes))
    note("thin", Double(findings.thin))
    note("dead", Double(findings.dead))
    note("misplaced", Double(findings.misplaced))
    note("locality-ratio", findings.meanLocality)
    result.accounts += findings.accounts
  }

  /// - `wrong-roots`: lookups that ended elsewhere than at the key's one root;
  /// - `loops`: lookups that came to a node again;
  /// - `hops`: links crossed, in the mean;
  /// - `stretch`: delay over the direct delay between source and root (the paper's RDP), in the
  ///   mean and the median of lookups that did not end where they began.
  mutating func measureLookups(_ count: Int) {
    let membership = simulation.membership
    let joined = simulation.joinedHosts
    var (wrong, loops, hops) = (0, 0, 0)
    var stretches: [Double] = []
    var latency = 0.0
    for _ in 0..<count {
      let key = simulation.drawKey()
      guard let source = simulation.draw(from: joined), let root = membership.root(of: key) else {
        continue
      }
      let found = simulation.lookUp(key, from: source)
      hops += found.hops
      latency += found.delay.inMilliseconds
      if found.isLoop { loops += 1 }
      if found.end != root.host {
        wrong += 1
        if result.accounts.count < ScenarioRun.accountsMax {
          result.accounts.append(
            "key \(key.short) from host \(source) ends at host \(found.end), its root is on host "
              + "\(root.host)")
        }
      }
      let direct = simulation.directDelay(from: source, to: found.end)
      if let direct, direct > .zero {
        stretches.append(found.delay.inMilliseconds / direct.inMilliseconds)
      }
    }
    stretches.sort()
    note("wrong-roots", Double(wrong))
    note("loops", Double(loops))
    note("hops", Double(hops) / Double(max(count, 1)))
    note("lookup-ms", latency / Double(max(count, 1)))
    note("stretch", stretches.reduce(0, +) / Double(max(stretches.count, 1)))
    note("stretch-median", stretches.isEmpty ? 0 : stretches[stretches.count / 2])
  }

  /// More words than anyone reads.
  static let accountsMax = 40
}
