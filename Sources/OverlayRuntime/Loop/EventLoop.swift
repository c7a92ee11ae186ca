internal import CLinuxNet
internal import Glibc
public import OverlayCore

/// Waits on one thread for descriptors and for the next deadline, by epoll and a timerfd.
///
/// The deadline comes from the protocol after every batch and moves a little each time. Arming a
/// timer costs a system call, so the loop arms only when the deadline came closer than the armed
/// one; when it moved away, the early wake-up finds nothing due and arms again.
@safe
public struct EventLoop: ~Copyable {
  /// The time that deadlines are given in.
  public let clock: MonotonicClock
  /// Rouses the loop from other threads.
  public let waker: Waker

  private let epoll: OwnedDescriptor
  private let timer: OwnedDescriptor
  private let ready: UnsafeMutablePointer<clinuxnet_event>
  private var armed = Instant.never

  /// An empty loop.
  public init(clock: MonotonicClock = MonotonicClock()) throws(SystemError) {
    let waker = try Waker()
    let epoll = OwnedDescriptor(try SystemError.check(clinuxnet_epoll_open()))
    let timer = OwnedDescriptor(try SystemError.check(clinuxnet_timer_open()))
    try Self.add(epoll.number, timer.number, EventToken(.deadline))
    try Self.add(epoll.number, waker.descriptor, EventToken(.wake))
    self.clock = clock
    self.waker = waker
    self.epoll = epoll
    self.timer = timer
    unsafe ready = .allocate(capacity: RuntimeLimits.events)
  }

  deinit {
    unsafe ready.deallocate()
  }

  private static func add(
    _ epoll: Int32, _ descriptor: Int32, _ token: EventToken
  ) throws(SystemError) {
    try SystemError.check(clinuxnet_epoll_add(epoll, descriptor, token.packed, 0))
  }

  /// Watches a descriptor for something to read.
  public func add(_ descriptor: Int32, token: EventToken) throws(SystemError) {
    try Self.add(epoll.number, descriptor, token)
  }

  /// Starts or stops to watch a descriptor for room to write, beside something to read.
  public func watchWrites(
    _ descriptor: Int32, token: EventToken, _ watched: Bool
  ) throws(SystemError) {
    try SystemError.check(
      clinuxnet_epoll_change(epoll.number, descriptor, token.packed, watched ? 1 : 0))
  }

  /// Stops to watch a descriptor. Closing it does the same.
  public func remove(_ descriptor: Int32) {
    clinuxnet_epoll_remove(epoll.number, descriptor)
  }

  /// Waits until a descriptor is ready or `deadline` has come, whichever is first, and returns the
  /// number of events to be read with ``event(at:)``. The loop's own timer and waker count too.
  public mutating func wait(until deadline: Instant) throws(SystemError) -> Int {
    if deadline < armed {
      let time = (Instant(nanoseconds: clock.origin) + (deadline - .zero)).nanoseconds
      try SystemError.check(clinuxnet_timer_arm(timer.number, time))
      armed = deadline
    }
    let result = unsafe clinuxnet_epoll_wait(epoll.number, ready, Int32(RuntimeLimits.events))
    let count = Int(try SystemError.check(result))
    for index in 0..<count {
      switch event(at: index).token.kind {
      case .deadline:
        _ = clinuxnet_counter_take(timer.number)
        armed = .never
      case .wake: _ = waker.drain()
      default: break
      }
    }
    return count
  }

  /// Lets less than a second pass; what comes meanwhile is there at the next wait.
  public func pause(for interval: Interval) {
    guard interval > .zero else { return }
    precondition(interval < .seconds(1), "a loop must not sleep")
    var time = timespec(tv_sec: 0, tv_nsec: Int(interval.nanoseconds))
    // A signal ends it early, which does no harm.
    _ = unsafe nanosleep(&time, nil)
  }

  /// One of the events that the last ``wait(until:)`` reported.
  public func event(at index: Int) -> ReadyEvent {
    precondition(index >= 0 && index < RuntimeLimits.events, "no such event")
    let event = unsafe ready[index]
    return ReadyEvent(
      token: EventToken(packed: event.token), isReadable: event.readable != 0,
      isWritable: event.writable != 0)
  }
}
