import OverlayCore

/// Counts what a node sends to addresses at which nobody is, beside what came from them: RFC 9000,
/// section 8, allows three times as much.
///
/// An address that a member has named, in a record or otherwise, may be tried without having been heard
/// from (docs/decisions/0020 and 0030): those trials are counted against an allowance of their own, which is
/// generous, since it is there to catch floods.
struct AddressLedger {
  private struct Account {
    var received = 0
    var sent = 0
    var isNamed = false
  }

  static let trialBytes = 34 << 10
  static let trialBytesPerSecond: UInt64 = 4 << 10
  private var accounts: [UnderlayAddress: Account] = [:]

  mutating func received(_ bytes: Int, from address: UnderlayAddress) {
    accounts[address, default: Account()].received += bytes
  }

  /// A member's frame says that somebody is at the address.
  mutating func named(_ address: UnderlayAddress) {
    accounts[address, default: Account()].isNamed = true
  }

  /// - Throws: ``FuzzFailure`` when the address has got more than it may.
  mutating func sent(
    _ bytes: Int, to address: UnderlayAddress, isStranger: Bool, after elapsed: Interval
  ) throws {
    var account = accounts[address, default: Account()]
    account.sent += bytes
    accounts[address] = account
    var allowed = 3 * account.received
    if account.isNamed || !isStranger {
      let seconds = elapsed.nanoseconds / 1_000_000_000
      allowed += Self.trialBytes + Int(seconds * Self.trialBytesPerSecond)
    }
    guard account.sent <= allowed else {
      throw FuzzFailure(
        "\(account.sent) bytes went to \(address), which sent \(account.received)")
    }
  }
}
