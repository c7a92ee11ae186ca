internal import Glibc

/// Notices when this host's clock was set and when the host has slept.
///
/// The monotonic clock, by which a node measures, does neither jump nor count sleep; the wall clock
/// does both. What lies between the two is looked at now and then.
struct HostClock {
  /// What has happened since the last look.
  struct Change: Equatable {
    /// The wall clock now, in nanoseconds since 1970.
    var unixNanoseconds: UInt64
    /// By how many seconds it is off from what the monotonic clock led to expect.
    var stepSeconds: Double
    /// How much of that the host has slept, in seconds.
    var sleptSeconds: Double
  }

  /// A step that is worth telling: the kernel's own corrections are far smaller.
  static let stepMin: Int64 = 500_000_000

  private var wallLead: Int64
  private var bootLead: Int64

  /// Begins with the clocks as they are.
  init() { self.init(HostClockReading.now) }

  /// Begins with clocks that were read.
  init(_ reading: HostClockReading) {
    wallLead = reading.lead(of: reading.wall)
    bootLead = reading.lead(of: reading.boot)
  }

  /// What has changed since the last look; nil when time has just passed.
  mutating func look(_ reading: HostClockReading = .now) -> Change? {
    let wall = reading.lead(of: reading.wall)
    let boot = reading.lead(of: reading.boot)
    let step = wall.subtractingReportingOverflow(wallLead).partialValue
    guard step.magnitude >= UInt64(Self.stepMin) else { return nil }
    let slept = max(boot.subtractingReportingOverflow(bootLead).partialValue, 0)
    (wallLead, bootLead) = (wall, boot)
    return Change(
      unixNanoseconds: reading.wall, stepSeconds: Double(step) / 1e9,
      sleptSeconds: Double(slept) / 1e9)
  }
}
