/// The names under which measurements are kept. Any other name fits as well: a metric is a word, so
/// that applications can add theirs without anybody's leave.
public enum MetricName {
  /// Smoothed round trip over the best link, in milliseconds.
  public static let roundTrip = "rtt"
  /// Smoothed deviation of the round trip, in milliseconds.
  public static let jitter = "jitter"
  /// Share of our frames that do not arrive at the other side, 0...1.
  public static let forwardLoss = "loss-out"
  /// Share of the other side's frames that do not arrive here, 0...1.
  public static let reverseLoss = "loss-in"
  /// Bytes of packets that arrived at the other side, per second.
  public static let bytesOut = "bytes-out"
  /// Bytes of packets that arrived here, per second.
  public static let bytesIn = "bytes-in"
  /// Share of the time without any link that works, 0...1.
  public static let down = "down"
  /// Changes of a link's state: as many samples as there were changes, each the state that came of
  /// it, 0 for down, 1 for suspect, 2 for up.
  public static let changes = "changes"

  /// The unit of a metric's values: `ms`, `share`, `B/s`, `changes`, or nothing for a metric that
  /// this version does not know.
  public static func unit(of metric: String) -> String {
    switch metric {
    case roundTrip, jitter: "ms"
    case forwardLoss, reverseLoss, down: "share"
    case bytesIn, bytesOut: "B/s"
    case changes: "changes"
    default: ""
    }
  }

  /// Whether a text may name a metric, a site or a node: 1...64 bytes of visible ASCII, and none of
  /// those that patterns of SQLite's or texts of JSON's give a meaning.
  public static func isName(_ text: String) -> Bool {
    1...64 ~= text.utf8.count
      && text.utf8.allSatisfy { byte in
        byte > 32 && byte < 127 && !"*?[]\"\\".utf8.contains(byte)
      }
  }
}
