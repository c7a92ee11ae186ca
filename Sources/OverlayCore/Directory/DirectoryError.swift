/// Why the directory does not take up what its own node wants.
public enum DirectoryError: Error, Hashable, Sendable, CaseIterable {
  /// A record of another node's: only its owner publishes it.
  case notOwner
  /// A field beyond its bounds, such as a payload that is too long.
  case unsound
  /// Not newer than what is being published under the same identity.
  case notNewer
  /// As many records as a node may publish at a time.
  case tooManyPublications
  /// As many lookups as a node may have under way.
  case tooManyLookups
}
