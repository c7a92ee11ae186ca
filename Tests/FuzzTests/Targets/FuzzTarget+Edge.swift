import OverlayCore
import OverlaySecurity

@testable import OverlayRuntime

extension FuzzTarget {
  /// What members say of prefixes, and what programs ask for names.
  static let edges: [FuzzTarget] = [
    codec(
      "PrefixAnnouncement", seeds: [announcement],
      decode: { try PrefixAnnouncement($0.span) }, encode: \.encoded),
    codec(
      "NameQuestion",
      seeds: [
        NameQuestion(identifier: 7, labels: ["beta", "selvedge"], kind: .a),
        NameQuestion(
          identifier: 8, labels: ["2", "0", "99", "10", "in-addr", "arpa"], kind: .ptr),
      ],
      decode: { bytes in
        let question = try NameQuestion(bytes.span)
        // Whatever it asks, there is a target for it and an answer that can be written.
        _ = NameTarget(question.labels, domain: ["selvedge"])
        _ = NameAnswer(code: .noSuchName, authority: ["selvedge"]).encoded(to: question)
        return question
      }, encode: \.encoded),
    text(
      "PrefixCheck", seeds: ["ping 10.1.0.1", "tcp [2001:db8::1]:80", "interface eth1"],
      decode: { PrefixCheck($0) }, encode: \.description),
  ]

  private static let announcement = PrefixAnnouncement(
    incarnation: 3, sequence: 4, lifetimeSeconds: 35,
    entries: [
      PrefixAnnouncement.Entry(prefix: .everything(.ipv4), isHealthy: true),
      PrefixAnnouncement.Entry(prefix: .everything(.ipv6), isHealthy: false),
    ])
}
