import Glibc
import OverlayCore
import OverlayRuntime
import Testing

@Suite("the event loop", .serialized)
struct EventLoopTests {
  @Test("a deadline ends the wait, not before its time and not long after")
  func deadline() throws {
    var loop = try EventLoop()
    let deadline = loop.clock.now + .milliseconds(20)
    while loop.clock.now < deadline { _ = try loop.wait(until: deadline) }
    #expect(loop.clock.now - deadline < .milliseconds(500))
  }

  @Test("a nearer deadline replaces a farther one")
  func nearerDeadline() throws {
    var loop = try EventLoop()
    loop.waker.wake()
    _ = try loop.wait(until: loop.clock.now + .seconds(60))
    let deadline = loop.clock.now + .milliseconds(5)
    while loop.clock.now < deadline { _ = try loop.wait(until: deadline) }
    #expect(loop.clock.now - deadline < .seconds(5))
  }

  @Test("a deadline in the past returns at once")
  func pastDeadline() throws {
    var loop = try EventLoop()
    #expect(try loop.wait(until: .zero) == 1)
  }

  @Test("another thread wakes the loop")
  func wake() async throws {
    var loop = try EventLoop()
    let waker = loop.waker
    Task.detached { waker.wake() }
    #expect(try loop.wait(until: .never) == 1)
    #expect(loop.event(at: 0).token == EventToken(.wake))
  }

  @Test("a ready descriptor is reported with its token")
  func descriptor() throws {
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    let reader = OwnedDescriptor(ends[0])
    let writer = OwnedDescriptor(ends[1])
    var loop = try EventLoop()
    let token = EventToken(.controlClient, index: 4_000_000_000)
    try loop.add(reader.number, token: token)
    #expect(write(writer.number, "x", 1) == 1)
    #expect(try loop.wait(until: .never) == 1)
    #expect(loop.event(at: 0).token == token)
    #expect(loop.event(at: 0).isReadable)
    #expect(!loop.event(at: 0).isWritable)
  }

  @Test("SIGTERM becomes an event instead of the end")
  func signal() throws {
    var loop = try EventLoop()
    let signals = try SignalWatch()
    try loop.add(signals.descriptor, token: EventToken(.signal))
    #expect(signals.take() == nil)
    kill(getpid(), SIGTERM)
    var seen: [EventToken] = []
    for index in 0..<(try loop.wait(until: .never)) { seen.append(loop.event(at: index).token) }
    #expect(seen.contains(EventToken(.signal)))
    #expect(signals.take() == SIGTERM)
    #expect(signals.take() == nil)
  }
}
