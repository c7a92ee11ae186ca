/// What was taken back of what daemons that are gone have changed of this host.
public struct HostCleaning: Hashable, Sendable {
  /// What it was, for people.
  public internal(set) var taken: [String] = []
  /// Why something of it is there still.
  public internal(set) var failure: HostCleaningError?
  /// Whether the kernel could be asked: what only it knows stays unknown otherwise.
  public internal(set) var isSeen = true
}
