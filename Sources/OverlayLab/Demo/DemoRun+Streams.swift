import OverlayCore
import OverlayRuntime
import OverlaySimulator

/// The part that is watched: streams, trouble, and what comes of it.
extension DemoRun {
  /// Before the first fault, so that what is ordinary is seen first.
  private static let calm = Interval.seconds(4)
  /// Between two looks at the daemon's path, at troubles and at recoveries.
  private static let step = Interval.milliseconds(50)
  /// Between two drawings.
  private static let drawing = Interval.milliseconds(250)

  func showStreams() throws -> DemoSummary {
    let watch = RouteWatch(
      socket: daemons[Site.mit.rawValue].controlSocket, destination: Site.arosNet.memberName)
    watch.start()
    defer { watch.stop() }
    let start = loop.clock.now
    let duration = Interval.seconds(UInt64(configuration.seconds))
    let streams = try DemoStreams(ports.addresses, start: start)
    try streams.register(with: loop)
    self.streams = streams
    var show = DemoShow(configuration, start: start)
    var director = OutageDirector(first: start + Self.calm, end: start + duration)
    let plan =
      configuration.scenario == .outage
      ? [] : configuration.scenario.plan(duration: duration, calm: Self.calm).timeline
    var waiting = plan[...]
    var nextStep = start
    while loop.clock.now < start + duration, !isInterrupted {
      try turn(until: nextStep)
      let now = loop.clock.now
      guard now >= nextStep else { continue }
      nextStep = now + Self.step
      show.follow(path: watch.path, at: now)
      while let fault = waiting.first, start + (fault.time - .zero) <= now {
        waiting = waiting.dropFirst()
        strike(fault.action, &show, at: now)
      }
      if configuration.scenario == .outage,
        let action = director.step(isOverlayDirect: show.isOverlayDirect, at: now)
      {
        strike(action, &show, at: now)
      }
      present(&show, streams, at: now)
    }
    guard !isInterrupted else { throw DemoError.interrupted }
    return show.close(streams, at: loop.clock.now)
  }

  private func strike(_ action: FaultAction, _ show: inout DemoShow, at now: Instant) {
    emulator.network.network.apply(action)
    show.strike(action, at: now)
  }

  private func present(_ show: inout DemoShow, _ streams: DemoStreams, at now: Instant) {
    show.measure(streams, at: now)
    for event in show.takeNews() { view.note(event) }
    guard now - show.lastShown >= Self.drawing else { return }
    show.lastShown = now
    view.show(show.frame)
  }
}
