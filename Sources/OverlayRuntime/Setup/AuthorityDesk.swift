public import OverlayCore
public import OverlaySecurity

/// Where a network's memberships are given and taken away, with its books on disk.
///
/// Every change is written before anybody hears of it. A crash in between leaves at worst an
/// invitation that nobody holds or a credential that nobody received; never two nodes with one
/// address, and never a revoked node that a restart lets in again.
public struct AuthorityDesk: Sendable {
  private let state: StateDirectory
  private var authority: NetworkAuthority
  private var entropy: Entropy
  /// What of its books was damaged and could be done without, for people: a sentence each, without its
  /// full stop.
  public let warnings: [String]

  /// Opens the desk of the authority that a state directory holds; nil when it holds none.
  public init?(state: StateDirectory) throws(StateError) {
    var warnings: [String] = []
    guard let authority = try state.loadAuthority(warnings: &warnings) else { return nil }
    self.warnings = warnings
    self.state = state
    self.authority = authority
    entropy = .system()
  }

  /// The time of day to sign: never before what was signed already.
  private var unixSeconds: UInt64 { max(MonotonicClock.unixSeconds, authority.newestSignedTime) }

  /// The longest that an invitation may be good: ten years.
  public static let invitationSecondsMax: UInt64 = 10 * 366 * 86_400

  /// Everything revoked so far.
  public var revocations: [Revocation] { authority.revocations }

  /// Invites a node.
  ///
  /// - Parameters:
  ///   - name: what it will be called.
  ///   - seconds: how long the invitation is good, 1 to ``invitationSecondsMax``.
  ///   - inviter: our own static public key.
  ///   - endpoints: where our own daemon can be reached.
  ///   - prefixes: what the node may serve beside its own address.
  ///   - mayBeExit: whether it may carry packets out of the overlay to any address.
  public mutating func invite(
    name: String, for seconds: UInt64, inviter: [UInt8], endpoints: [UnderlayAddress],
    prefixes: [AddressPrefix] = [], mayBeExit: Bool = false
  ) throws(AuthorityDeskError) -> Invitation {
    guard !endpoints.isEmpty else { throw .unreachable }
    guard 1...Self.invitationSecondsMax ~= seconds else {
      throw .badLifetime(seconds: seconds, max: Self.invitationSecondsMax)
    }
    let now = unixSeconds
    let (expires, overflow) = now.addingReportingOverflow(seconds)
    guard !overflow else {
      throw .badLifetime(seconds: seconds, max: .max - now)
    }
    var changed = authority
    let invitation: Invitation
    do throws(AuthorityError) {
      invitation = try changed.invite(
        name: name, roles: mayBeExit ? [.relay, .exit] : [.relay], prefixes: prefixes,
        expires: expires, now: now, inviter: inviter, endpoints: endpoints,
        entropy: &entropy)
    } catch {
      throw .refused(action: "invite `\(name)`", error)
    }
    try keep(changed)
    return invitation
  }

  /// Lets a newcomer in who shows an invitation's secret. Only a node that is new changes the books;
  /// whoever asks again is answered from memory, and a stranger is refused from there.
  ///
  /// - Throws: ``AuthorityDeskError/state(_:)`` when the books could not be written; the newcomer
  ///   gets no answer then and asks again.
  public mutating func enrol(
    secret: [UInt8], keys: PublicKeys
  ) throws(AuthorityDeskError) -> Result<Credential, EnrolmentError> {
    let now = unixSeconds
    var changed = authority
    let credential: Credential
    do throws(EnrolmentError) {
      if let known = try authority.enrolled(secret: secret, keys: keys, now: now) {
        return .success(known)
      }
      credential = try changed.enrol(secret: secret, keys: keys, now: now)
    } catch {
      return .failure(error)
    }
    try keep(changed)
    return .success(credential)
  }

  /// Takes a member out.
  ///
  /// - Parameter member: its name, or the 32 digits of its node ID.
  public mutating func revoke(_ member: String) throws(AuthorityDeskError) -> Revocation {
    let now = unixSeconds
    var changed = authority
    let revocation: Revocation
    do throws(AuthorityError) {
      if member.count == 32, let value = UInt128(member, radix: 16) {
        revocation = try changed.revoke(NodeID(value), now: now)
      } else {
        revocation = try changed.revoke(named: member, now: now)
      }
    } catch {
      throw .refused(action: "revoke `\(member)`", error)
    }
    try keep(changed)
    return revocation
  }

  private mutating func keep(_ changed: NetworkAuthority) throws(AuthorityDeskError) {
    do throws(StateError) {
      try state.store(changed)
    } catch {
      throw .state(error)
    }
    authority = changed
  }
}
