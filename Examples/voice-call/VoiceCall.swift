import ArgumentParser
import Foundation
import Selvedge

/// A two-party voice call while the path between the two fails: what the listener hears with the
/// overlay, and what without.
@main
struct VoiceCall: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "voice-call",
    abstract: "A voice call that survives an outage, beside one that does not.",
    discussion: """
      Alice calls bob: 50 frames a second, once straight over UDP and once over the overlay, in which \
      carol is a member as well. All three run in this process, with an emulated Internet between them \
      on the loopback. Part of the way through, the path between alice and bob fails for a while.
      """)

  @Option(help: "How long the call lasts, in seconds, 6 or more.")
  var seconds = 12

  @Flag(help: "Exit with 1 unless the overlay's listener misses less than the other.")
  var check = false

  func validate() throws {
    guard 6...3_600 ~= seconds else {
      throw ValidationError("A call of \(seconds) seconds; choose 6 to 3600.")
    }
  }

  func run() async throws {
    let surroundings = try await Surroundings.make()
    let (direct, overlay) = (Listener(), Listener())
    let overlayCall = try OverlayCall(from: surroundings.alice, to: surroundings.bob)
    let directCall = try surroundings.directCall()
    overlayCall.listen(overlay)
    directCall.listen(direct)

    let begin = ContinuousClock.now
    let watch = Task { await Self.tellRoutes(of: surroundings.alice, since: begin) }
    let outage = Task { try await Self.strike(surroundings, since: begin, length: seconds) }
    let frames = seconds * 50
    for number in 0..<frames {
      try await Task.sleep(until: begin + VoiceFrame.interval * number)
      let frame = VoiceFrame(number: UInt32(number), sentAt: CallClock.now)
      overlayCall.send(frame)
      directCall.send(frame)
    }
    try await Task.sleep(for: .milliseconds(300))
    try await outage.value
    watch.cancel()
    directCall.end()
    let impressions = [
      ("direct", direct.impression(of: frames)), ("overlay", overlay.impression(of: frames)),
    ]
    Self.show(impressions)
    await surroundings.stop()
    if check, !Self.isBetter(impressions[1].1, than: impressions[0].1) { throw ExitCode(1) }
  }

  /// Has the direct path fail after a third of the call, for a fifth of it, three seconds at most.
  private static func strike(
    _ surroundings: Surroundings, since begin: ContinuousClock.Instant, length: Int
  ) async throws {
    try await Task.sleep(until: begin + .seconds(length) / 3)
    surroundings.setDirectPath(works: false)
    tell(begin, "the path between alice and bob fails")
    try await Task.sleep(for: min(.seconds(length) / 5, .seconds(3)))
    surroundings.setDirectPath(works: true)
    tell(begin, "the path works again")
  }

  /// Says which way the voice goes.
  private static func tellRoutes(
    of node: SelvedgeNode, since begin: ContinuousClock.Instant
  ) async {
    for await event in node.events {
      guard case .routeChanged(_, "bob", .latency, _, let relay) = event else { continue }
      tell(begin, "alice's voice goes " + (relay.map { "through \($0)" } ?? "straight to bob"))
    }
  }

  private static func tell(_ begin: ContinuousClock.Instant, _ text: String) {
    let elapsed = (ContinuousClock.now - begin) / Duration.seconds(1)
    print(String(format: "%6.2f s  ", elapsed) + text)
  }

  private static func show(_ impressions: [(String, Listener.Impression)]) {
    print("\nwhat bob hears     frames  missed  gaps  longest gap   score  worst 2 s")
    for (name, heard) in impressions {
      let gap = Int(heard.longestGap / .milliseconds(1))
      print(
        name.padding(toLength: 17, withPad: " ", startingAt: 0)
          + String(
            format: "%8d%8d%6d%10d ms%8.1f%11.1f", heard.frames, heard.missed, heard.gaps, gap,
            heard.score, heard.worstScore))
    }
    print(
      """

      Score: mean opinion by the E-model of ITU-T G.107, 1 (bad) to 4.4. Frames later than 150 ms are \
      not heard.
      """)
  }

  private static func isBetter(
    _ overlay: Listener.Impression, than direct: Listener.Impression
  ) -> Bool {
    overlay.missed < direct.missed && overlay.longestGap < direct.longestGap
  }
}
