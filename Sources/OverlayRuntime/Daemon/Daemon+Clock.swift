internal import Logging
internal import OverlayCore
internal import OverlaySecurity

// This host's clock, which may be wrong, and what people should know of this node first.

extension Daemon {
  /// Looks at the clock, which may have been set, or have gone on while the host slept.
  func readClock(now: Instant) {
    guard let change = hostClock.look() else { return }
    if change.sleptSeconds >= 1 {
      logger.info("this host has slept for \(Int(change.sleptSeconds.rounded())) s")
    } else {
      logger.info("this host's clock was set by \(Int(change.stepSeconds.rounded())) s")
    }
    node.setClock(unixNanoseconds: change.unixNanoseconds, now: now)
  }

  /// What people should know of this node before anything else, each with what to do about it.
  func warnings(now: Instant) -> [String] {
    var warnings: [String] = []
    if let seconds = node.clockDisagreement(now: now) {
      warnings.append(Self.clockWords(behind: seconds))
    }
    if credential.isExpired(at: node.unixSeconds(now: now)) {
      warnings.append(Self.expiryWords)
    }
    if node.isRevoked { warnings.append(Self.revocationWords) }
    if let theirs = node.rivalAddresses(now: now) {
      warnings.append(Self.cloneWords(of: ownCredential.name, at: advertised, and: theirs))
    }
    return warnings + knownMembers.versionWarnings(now: now)
  }

  static func clockWords(behind seconds: UInt64) -> String {
    "this host's clock is \(seconds / 86_400) days behind what the network has signed: "
      + "set it, for example with `timedatectl set-ntp true`"
  }

  static let revocationWords =
    "this node was revoked by the network's authority and no other node lets it in: ask the authority for a "
    + "new invitation, and join with it from a fresh state directory"

  /// What it means that another host keeps signing as this node, and what to do about it.
  static func cloneWords(
    of name: String, at ours: [UnderlayAddress], and theirs: [UnderlayAddress]
  ) -> String {
    func list(_ addresses: [UnderlayAddress]) -> String {
      addresses.isEmpty ? "no address" : addresses.map(\.description).joined(separator: ", ")
    }
    return """
      two hosts run with the identity of \(name): this one at \(list(ours)), the other at \
      \(list(theirs)). Neither is reached reliably until one stops. If the state directory was \
      copied, run `selvedge down` on one of them and join it again with an invitation of its own; if \
      the other host is nobody's of yours, its key was stolen: run `selvedge revoke \(name)` and join \
      again
      """
  }

  static let expiryWords =
    "this node's own credential has expired and no other node lets it in: ask the network's "
    + "authority for a new invitation"
}
