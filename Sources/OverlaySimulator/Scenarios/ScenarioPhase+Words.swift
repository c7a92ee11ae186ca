extension ScenarioPhase {
  /// What happens, for a line of progress.
  var words: String {
    switch self {
    case .join: "joined"
    case .quiet: "quiet"
    case .kill(let count): "\(count) crashed"
    case .leave(let count): "\(count) left"
    case .churn: "churn"
    case .flows: "flows"
    case .failLinks: "links failed"
    case .healLinks: "links healed"
    case .partition(let parts): parts > 1 ? "partitioned" : "partition healed"
    case .loss: "loss"
    case .adversity: "adversity"
    case .records: "records published"
    case .floodRecords: "flooded with records"
    case .floodJoins: "flooded with joins"
    case .measureRecords: "records looked up"
    case .measureRootCrashes(let count): "roots of \(count) records crashed"
    case .measureTraffic: "traffic measured"
    case .measureTables: "tables checked"
    case .measureLookups: "keys looked up"
    case .measureReachability: "reachability measured"
    case .measureSwitching: "switching measured"
    case .measureMetrics: "metrics compared"
    case .measurePolicies(let runs): "\(runs) policies kept"
    case .measureMultipath(let flows): "\(flows) flows shared out"
    case .measureParity(let cuts): "\(cuts) cuts under stripes"
    case .weather: "weather"
    case .measureStreams: "streams measured"
    case .measureReplay: "replayed"
    case .measureRelayGain: "data looked at"
    case .measureEstimators: "estimators tried"
    }
  }
}
