/// One line of the daemon's answer: a JSON object with one key, the case's name.
public enum ControlResponse: Codable, Hashable, Sendable {
  /// To `status`.
  case status(StatusReport)
  /// To `links`.
  case links(LinksReport)
  /// To `routes`.
  case routes(RoutesReport)
  /// To `ping`, one for each probe.
  case ping(PingReport)
  /// To `trace`, one for each node that answered.
  case trace(TraceReport)
  /// To `lookup`.
  case lookup(LookupReport)
  /// To `publish`, when it is on its way.
  case published(PublicationReport)
  /// To `metrics`, and to `reportMetric` with what now holds.
  case metrics(MetricsReport)
  /// To `invite`.
  case invitation(InvitationReport)
  /// To `revoke`.
  case revocation(RevocationReport)
  /// To `prefixes`.
  case prefixes(PrefixesReport)
  /// To `resolve`.
  case resolution(ResolutionReport)
  /// To `history` and `follow`, one for each remote and metric.
  case history(HistorySeries)
  /// To `database`.
  case database(DatabaseReport)
  /// To `attach`.
  case attached(AttachmentReport)
  /// To `configuration`: the settings as YAML.
  case configuration(yaml: String)
  /// To `down`, before it begins.
  case stopping
  /// It could not be done; the last line of the answer.
  case failure(ControlFailure)
  /// The last line of an answer.
  case done
}
