/// The rule for nodes' names: a DNS label of letters, digits and hyphens in lower case (RFC 1123,
/// section 2.1), so that a name can be looked up, typed and logged without quoting.
public enum NodeName {
  /// Whether `name` is a valid name: 1 to 63 of `a-z`, `0-9` and `-`, no hyphen at either end.
  public static func isValid(_ name: String) -> Bool {
    let bytes = name.utf8
    guard 1...SecurityLimits.nameBytesMax ~= bytes.count, bytes.first != UInt8(ascii: "-"),
      bytes.last != UInt8(ascii: "-")
    else { return false }
    return bytes.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "-"):
        true
      default: false
      }
    }
  }
}
