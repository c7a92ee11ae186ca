import OverlayCore

@testable import OverlayRuntime

extension FuzzTarget {
  /// What the daemon reads from its files and its control socket.
  static let settings: [FuzzTarget] = [
    text(
      "Configuration", seeds: [DaemonConfiguration.standard.yaml, forwarding, ""],
      decode: { try DaemonConfiguration(yaml: $0, file: "config.yaml") }, encode: \.yaml),
    codec(
      "ControlRequest",
      seeds: [
        .status, .invite(name: "alpha", expiresAfterSeconds: 60),
        .ping(node: "beta", count: 3, intervalMilliseconds: 1_000, trafficClass: "loss"),
      ],
      decode: { try ControlCoding.decode(ControlRequest.self, from: $0) },
      encode: { Array(try ControlCoding.line($0).dropLast()) }),
    json(
      "DatabaseRequest", as: DatabaseRequest.self,
      seeds: [
        "{\"authenticate\":{\"token\":\"0123456789abcdef\"}}",
        "{\"query\":{\"filter\":{\"metric\":\"rtt\",\"since\":600,\"step\":60}}}",
        "{\"update\":{\"summaries\":[\(summary)]}}", "{\"status\":{}}",
      ]),
    json(
      "DatabaseAnswer", as: DatabaseAnswer.self,
      seeds: [
        "{\"summaries\":{\"_0\":[\(summary)]}}", "{\"stored\":{\"count\":3}}", "{\"done\":{}}",
      ]),
    FuzzTarget(
      name: "ControlStream", seeds: { [Array("{\"status\":{}}\n{\"links\":{}}\n\n".utf8)] },
      accepts: acceptsStream),
  ]

  private static let summary = """
    {"count":60,"maximum":11.5,"mean":10.25,"median":10,"metric":"rtt","minimum":9,"p95":11,\
    "remote":"beta","seconds":60,"site":"home","source":"alpha","start":1700000000}
    """

  /// One line of a shared database's protocol.
  private static func json<Message: Codable & Equatable & Sendable>(
    _ name: String, as type: Message.Type, seeds: [String]
  ) -> FuzzTarget {
    let checked: FuzzTarget = codec(
      name, seeds: [], decode: { try ControlCoding.decode(Message.self, from: $0) },
      encode: { Array(try ControlCoding.line($0).dropLast()) })
    return FuzzTarget(name: name, seeds: { seeds.map { Array($0.utf8) } }, accepts: checked.accepts)
  }

  private static let forwarding = """
    listen: ["192.0.2.1:7272", "[2001:db8::1]:7272"]
    traffic: {default: loss, dscp: {46: latency}}
    tunnels:
      - {listen: "127.0.0.1:7000", node: beta, port: 7001, class: redundant}
    services:
      - {port: 7001, deliver: "127.0.0.1:7001"}
    """

  /// Lines come out the same however the stream was cut: the first byte decides where.
  @Sendable
  private static func acceptsStream(_ bytes: [UInt8]) throws -> Bool {
    guard let first = bytes.first else { return false }
    let stream = bytes.dropFirst()
    let whole = lines(stream, every: max(stream.count, 1))
    let cut = lines(stream, every: Int(first) + 1)
    guard whole == cut else { throw FuzzFailure("lines depend on how the stream was cut") }
    return !whole.isEmpty
  }

  private static func lines(_ stream: ArraySlice<UInt8>, every count: Int) -> [[UInt8]] {
    var buffer = LineBuffer(lineBytesMax: 4_096)
    var lines: [[UInt8]] = []
    var rest = stream
    while !rest.isEmpty {
      guard buffer.append(rest.prefix(count)) else { return lines }
      rest = rest.dropFirst(count)
      while let line = buffer.next() { lines.append(line) }
    }
    return lines
  }
}
