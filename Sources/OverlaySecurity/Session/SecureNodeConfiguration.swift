public import OverlayCore

/// What a ``SecureNode`` starts from.
public struct SecureNodeConfiguration: Sendable {
  /// The node's static key.
  public var identity: StaticKey
  /// The network's signature over that key.
  public var credential: Credential
  /// The network's pre-shared key, ``SecurityLimits/presharedKeyBytes`` bytes; not to be kept.
  public var presharedKey: [UInt8] {
    get { secret.bytes }
    set { secret = SecretBytes(copying: newValue) }
  }
  /// Grows with each start, at most ``OverlayCore/Limits/incarnationMax``; the daemon counts it in its
  /// state directory.
  public var incarnation: UInt64
  /// The host's clock at ``Instant/zero``, in nanoseconds since 1970; what it says later comes by
  /// ``SecureNode/setClock(unixNanoseconds:now:)``.
  public var unixTimeAtOrigin: UInt64
  /// The newest time that the network had signed before, in seconds since 1970:
  /// ``SecureNode/newestSignedTime``. Zero when nothing was stored.
  public var signedTime: UInt64 = 0
  /// A session is renewed after this many frames of ours. Half of what RFC 9001, section 6.6, allows
  /// AES-GCM for packets of up to 2^11 bytes is 2^26; 2^24 leaves time to do it.
  public var rekeyAfterFrames: UInt64 = 1 << 24
  /// The protocol's constants.
  public var node: NodeConfiguration
  /// The local sockets; others refer to them by their place here.
  public var sockets: [UnderlayAddress]
  /// Where other nodes should try to reach this one, best first.
  public var advertised: [UnderlayAddress]
  /// Where keys come from.
  public var entropy: Entropy
  /// Decides every other random choice.
  public var seed: UInt64
  /// Members known from before.
  public var members: [MemberRecord]
  /// Revocations known from before.
  public var revocations: [Revocation]

  /// The key for as long as the node runs, overwritten at its end.
  private var secret: SecretBytes

  /// A configuration with the defaults of a first start.
  public init(
    identity: StaticKey, credential: Credential, presharedKey: [UInt8], incarnation: UInt64,
    unixTimeAtOrigin: UInt64, sockets: [UnderlayAddress], advertised: [UnderlayAddress],
    entropy: Entropy, seed: UInt64, node: NodeConfiguration = .standard,
    members: [MemberRecord] = [], revocations: [Revocation] = []
  ) {
    self.identity = identity
    self.credential = credential
    secret = SecretBytes(copying: presharedKey)
    self.incarnation = incarnation
    self.unixTimeAtOrigin = unixTimeAtOrigin
    self.node = node
    self.sockets = sockets
    self.advertised = advertised
    self.entropy = entropy
    self.seed = seed
    self.members = members
    self.revocations = revocations
  }
}
