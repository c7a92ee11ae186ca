public import OverlayCore

/// Bakes cookies: codes over who a sender claims to be under a secret that rotates, so that a loaded
/// node can ask strangers to prove that they receive what is sent to their address, or through relays to
/// their node, and remember nothing about them.
///
/// A cookie is good for between one and two lifetimes of a secret. The previous secret is still
/// honoured because otherwise a cookie baked just before a rotation would be worthless when it
/// arrives. An initiator uses a cookie for one lifetime.
public struct CookieJar: Sendable {
  /// How long a secret bakes new cookies (WireGuard's value).
  public static let secretLifetime = Interval.seconds(120)
  private static let secretBytes = 32

  private var current: [UInt8]
  private var previous: [UInt8]?
  private var currentSince: Instant

  /// A jar with a fresh secret.
  public init(now: Instant, entropy: inout Entropy) {
    current = entropy.bytes(Self.secretBytes)
    currentSince = now
  }

  /// Where a sender says that it receives.
  public enum Claim: Hashable, Sendable {
    /// At the address that its datagram came from.
    case address(UnderlayAddress)
    /// Through the overlay, as this node.
    case node(NodeID)
  }

  /// The cookie of a sender, 16 bytes.
  public mutating func cookie(
    for claim: Claim, now: Instant, entropy: inout Entropy
  ) -> [UInt8] {
    rotate(now: now, entropy: &entropy)
    return Self.bake(for: claim, secret: current)
  }

  /// Whether a message carries the cookie that was baked for its sender.
  ///
  /// - Parameters:
  ///   - message: the whole datagram; may be hostile.
  ///   - claim: where it came from.
  ///   - authenticator: the codes of messages to this node.
  public mutating func recognises(
    _ message: borrowing Span<UInt8>, from claim: Claim,
    authenticator: MessageAuthenticator, now: Instant, entropy: inout Entropy
  ) -> Bool {
    rotate(now: now, entropy: &entropy)
    let fresh = Self.bake(for: claim, secret: current)
    if authenticator.message(message, provesCookie: fresh) { return true }
    guard let previous else { return false }
    return authenticator.message(
      message, provesCookie: Self.bake(for: claim, secret: previous))
  }

  private mutating func rotate(now: Instant, entropy: inout Entropy) {
    let age = now - currentSince
    guard age >= Self.secretLifetime else { return }
    previous = age < Self.secretLifetime * 2 ? current : nil
    current = entropy.bytes(Self.secretBytes)
    currentSince = now
  }

  private static func bake(for claim: Claim, secret: [UInt8]) -> [UInt8] {
    var bytes = ByteBuilder(capacity: 1 + UnderlayAddress.byteCount)
    // The first byte tells the two apart, so that no address has the cookie of a node.
    switch claim {
    case .address(let address):
      bytes.append(UInt8(0))
      bytes.append(address)
    case .node(let node):
      bytes.append(UInt8(1))
      bytes.append(node.value)
    }
    return Array(
      Hashing.authenticate(bytes.bytes, key: secret).prefix(MessageAuthenticator.codeBytes))
  }
}
