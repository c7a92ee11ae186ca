/// A matrix of round trips and where it comes from.
public struct MeasuredData: Hashable, Sendable {
  /// What the matrix was read from, which decides what its results are held to.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// Drawn by a seed, for want of a file.
    case generated
    /// Binary slices of time, as the Seattle data has them.
    case slices
    /// Lines of text, as the WonderNetwork data has them.
    case cities
    /// JSON of a cloud provider's regions.
    case cloud
  }

  /// The round trips.
  public var matrix: RTTMatrix
  /// Where they come from.
  public var kind: Kind
  /// The file's name, or a word for what was drawn.
  public var name: String

  /// A matrix under a name.
  public init(_ matrix: RTTMatrix, kind: Kind, name: String) {
    self.matrix = matrix
    self.kind = kind
    self.name = name
  }

  /// What scenarios replay when no file is named: 24 sites and 90 slices, always the same.
  public static let generated = MeasuredData(
    .generated(siteCount: 24, sliceCount: 90, seed: 1), kind: .generated, name: "generated")
}
