internal import OverlayCore
internal import OverlaySecurity

/// What the other nodes say that they serve, held against their credentials.
struct ServerBook {
  /// What became of an announcement.
  enum Outcome {
    /// Something is different now.
    case changed
    /// Nothing is, but for how long it holds.
    case refreshed
    /// An older one than the last, one too soon after it, or one too many.
    case ignored
  }

  private(set) var servers: [NodeID: HeardServer] = [:]
  /// Prefixes that nodes announced and may not serve.
  private(set) var unauthorised: UInt64 = 0
  /// A node may change its mind so often; announcements are repeated later than that, so none is lost.
  private static let pause = Interval.milliseconds(100)
  private static let clockTolerance: UInt64 = 86_400
  private static let lifetimes: ClosedRange<UInt16> = 1...600

  /// Takes in what the holder of `credential` says.
  ///
  /// - Parameter own: this node's credential, whose network's addresses nobody serves.
  mutating func take(
    _ announcement: PrefixAnnouncement, by credential: Credential, own: Credential, now: Instant
  ) -> Outcome {
    let before = servers[credential.node]
    if let before {
      // The same once more says that it still holds.
      guard !before.announcement.isNewer(than: announcement) else { return .ignored }
    } else {
      guard servers.count < RuntimeLimits.servers else { return .ignored }
    }
    let seconds = min(
      max(announcement.lifetimeSeconds, Self.lifetimes.lowerBound), Self.lifetimes.upperBound)
    var server = HeardServer(
      announcement: announcement, expiresAt: credential.expiresAt,
      until: now + .seconds(UInt64(seconds)), changedAt: now,
      refused: [])
    server.announcement.entries = []
    for entry in announcement.entries {
      if credential.mayServe(entry.prefix), !Self.isInside(entry.prefix, own) {
        server.announcement.entries.append(entry)
      } else {
        server.refused.append(entry)
      }
    }
    unauthorised += UInt64(server.refused.count)
    guard let before, before.announcement.entries != server.announcement.entries else {
      server.changedAt = before?.changedAt ?? now
      servers[credential.node] = server
      return before == nil ? .changed : .refreshed
    }
    guard now - before.changedAt >= Self.pause else { return .ignored }
    servers[credential.node] = server
    return .changed
  }

  /// Holds what was said against the credentials that nodes have now: a role or a prefix may be gone from
  /// one that was renewed, and one that has expired allows nothing. Whether that changed anything.
  mutating func recheck(_ known: [Credential], unixSeconds: UInt64) -> Bool {
    var hasChanged = false
    for credential in known {
      guard var server = servers[credential.node] else { continue }
      server.expiresAt = credential.expiresAt
      let withdrawn = server.announcement.entries.filter { !credential.mayServe($0.prefix) }
      if !withdrawn.isEmpty {
        server.announcement.entries.removeAll { !credential.mayServe($0.prefix) }
        server.refused += withdrawn
        unauthorised += UInt64(withdrawn.count)
        hasChanged = true
      }
      servers[credential.node] = server
    }
    let before = servers.count
    // Clocks may differ by a day.
    let begin = unixSeconds - min(unixSeconds, Self.clockTolerance)
    servers = servers.filter { $0.value.expiresAt > begin }
    return hasChanged || servers.count != before
  }

  private static func isInside(_ prefix: AddressPrefix, _ own: Credential) -> Bool {
    prefix.length > 0 && own.isInsideOverlay(prefix.address, prefix.family)
      && prefix.length >= (prefix.family == .ipv4 ? own.ipv4PrefixLength : 64)
  }

  /// Forgets a node; whether that changed anything.
  mutating func forget(_ node: NodeID) -> Bool { servers.removeValue(forKey: node) != nil }

  /// When the first announcement ends.
  var nextDeadline: Instant { servers.values.map(\.until).min() ?? .never }

  /// Forgets what holds no longer; whether that changed anything.
  mutating func expire(at now: Instant) -> Bool {
    let before = servers.count
    servers = servers.filter { $0.value.until > now }
    return servers.count != before
  }
}
