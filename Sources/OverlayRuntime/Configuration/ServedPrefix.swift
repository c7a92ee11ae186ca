public import OverlayCore
public import OverlaySecurity

/// A prefix behind this node.
public struct ServedPrefix: Hashable, Sendable {
  /// The addresses.
  public var prefix: AddressPrefix
  /// How to tell whether they can be reached; nil when that is taken for granted.
  public var check: PrefixCheck?
  /// How often to check.
  public var interval: Interval
  /// Failed checks in a row after which the prefix is withdrawn.
  public var failAfter: Int
  /// Passed checks in a row after which it is announced again.
  public var passAfter: Int
  /// Whether packets from the overlay get an address of this host on their way there, so that the
  /// network behind needs no route back.
  public var masquerade: Bool

  /// A served prefix; three failures of a check every second withdraw it, two passes bring it back.
  public init(
    prefix: AddressPrefix, check: PrefixCheck? = nil, interval: Interval = .seconds(1),
    failAfter: Int = 3, passAfter: Int = 2, masquerade: Bool = false
  ) {
    self.prefix = prefix
    self.check = check
    self.interval = interval
    self.failAfter = failAfter
    self.passAfter = passAfter
    self.masquerade = masquerade
  }

  /// The shortest and longest times between checks, in milliseconds.
  static let intervalMilliseconds = 100...3_600_000
  /// How many results in a row may be asked for.
  static let thresholds = 1...100
}
