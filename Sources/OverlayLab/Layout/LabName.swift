/// Names of labs, hosts and uplinks: words that can stand in paths, in /etc/hosts and in the names
/// of namespaces and interfaces.
public enum LabName {
  /// What a name is, to complete "Write …".
  public static let expected = "a name of at most 32 lower-case letters, digits and hyphens"

  /// Whether it may be a name.
  public static func isValid(_ text: String, lengthMax: Int = 32) -> Bool {
    guard let first = text.utf8.first, first != UInt8(ascii: "-") else { return false }
    return text.utf8.count <= lengthMax
      && text.utf8.allSatisfy { byte in
        97...122 ~= byte || 48...57 ~= byte || byte == UInt8(ascii: "-")
      }
  }
}
