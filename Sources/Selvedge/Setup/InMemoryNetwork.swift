internal import OverlayRuntime
internal import OverlaySecurity
internal import Synchronization

/// A network that is founded in memory and lasts as long as the process: for tests, demonstrations and
/// simulations of an application.
///
/// ```swift
/// let network = try InMemoryNetwork()
/// let alice = try await SelvedgeNode.start(.init(try network.member("alice")))
/// let membership = try network.member("bob")
/// try membership.introduce(alice.contact)
/// let bob = try await SelvedgeNode.start(.init(membership))
/// ```
///
/// Its nodes use real sockets, real keys and the real protocol. Only the ceremony is short: no
/// invitation is needed between parts of one program.
public final class InMemoryNetwork: Sendable {
  private let authority: Mutex<NetworkAuthority>

  /// Founds a network.
  public init() throws(SelvedgeError) {
    var entropy = Entropy.system()
    guard let addresses = AddressPrefix("10.99.0.0/16") else {
      preconditionFailure("a well-formed prefix")
    }
    do throws(AuthorityError) {
      authority = Mutex(try NetworkAuthority(addresses: addresses, entropy: &entropy))
    } catch {
      throw .refused(problem: "cannot found a network: \(error)", remedy: "Report this.")
    }
  }

  /// Makes a new member, with fresh keys.
  ///
  /// - Parameter name: lower-case letters, digits and hyphens, and nobody else's.
  public func member(_ name: String) throws(SelvedgeError) -> Membership {
    var entropy = Entropy.system()
    let identity = StaticKey(entropy: &entropy)
    let node: NodeState
    do throws(AuthorityError) {
      node = try authority.withLock { authority throws(AuthorityError) in
        NodeState(
          identity: identity,
          network: NetworkRecord(
            name: nil, network: authority.network, presharedKey: authority.presharedKey),
          credential: try authority.issue(
            name: name, keys: identity.publicKeys, now: MonotonicClock.unixSeconds))
      }
    } catch {
      throw .refused(
        problem: "`\(name)` cannot become a member: \(error)",
        remedy: "Choose a name of its own from a-z, 0-9 and hyphens.")
    }
    let state = StateDirectory.inMemory(name)
    do throws(StateError) {
      try state.store(node)
    } catch {
      throw .refused(problem: error.problem, remedy: error.remedy)
    }
    return Membership(name: name, state: state)
  }
}
