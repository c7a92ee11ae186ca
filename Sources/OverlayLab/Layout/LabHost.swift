/// A host of a lab.
public struct LabHost: Hashable, Sendable {
  /// Its name: lower-case letters, digits and hyphens.
  public let name: String
  /// Its uplinks by their numbers in the layout.
  public let uplinks: Range<Int>
}
