/// The version of this build.
public enum SelvedgeVersion {
  /// As semantic versioning has it.
  public static let current = "0.2.0"
}
