/// Bounds of everything that identity, credentials and handshakes put on the wire.
public enum SecurityLimits {
  /// Bytes in a network's pre-shared key.
  public static let presharedKeyBytes = 32
  /// Bytes in an invitation's secret: 128 bits, since it is guessed online or not at all.
  public static let invitationSecretBytes = 16
  /// Bytes in an Ed25519 signature (RFC 8032, section 5.1.6).
  public static let signatureBytes = 64
  /// Addresses of one node in a handshake or an invitation.
  public static let endpointsMax = 4
  /// Addresses that others observe which a node says of itself.
  public static let observedAddressesMax = 2
  /// Prefixes that one credential lets a node serve.
  public static let prefixesMax = 8
  /// Characters in a node's name, as in a DNS label (RFC 1035, section 2.3.4).
  public static let nameBytesMax = 63
  /// Bytes of an encoded credential. The largest version 2 credential has 396.
  public static let credentialBytesMax = 512
  /// Bytes of a handshake datagram: what IPv6 carries everywhere (RFC 8200, section 5: 1,280)
  /// less the headers of IPv6 and UDP.
  public static let handshakeBytesMax = 1_232
  /// Peers that a node of the prefix plane has sessions with or is making them with: its
  /// neighbours, and those far away that it exchanges packets with.
  public static let peersMax = 2_048
  /// Nodes that a list of revocations holds, 65,536: some 6 MB of signed statements, far beyond
  /// what a network of thousands revokes before the credentials expire by themselves.
  public static let revocationsMax = 65_536
  /// Invitations that an authority keeps at a time.
  public static let invitationsMax = 65_536
}
