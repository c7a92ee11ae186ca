/// `Noise_IKpsk2_25519_AESGCM_SHA256` of the Noise protocol framework, revision 34.
///
/// The initiator knows the responder's static key beforehand; both know the network's pre-shared
/// key. One round trip gives mutual authentication, forward secrecy and two transport keys:
///
/// ```
///   <- s
///   ...
///   -> e, es, s, ss        NoiseInitiationSent      NoiseInitiatorKnown, NoiseInitiationRead
///   <- e, ee, se, psk      NoiseResponseRead        NoiseResponseSent
/// ```
///
/// Each state is a type whose initialiser names its predecessor, so a step out of order does not
/// compile. States are values: a responder that reads a message twice has lost nothing.
public enum NoiseHandshake {
  static let protocolName = Array("Noise_IKpsk2_25519_AESGCM_SHA256".utf8)

  /// What the first message adds to its payload: ephemeral key 32, sealed static key 48, tag 16.
  public static let initiationOverheadBytes = 96
  /// What the second message adds to its payload: ephemeral key 32, tag 16.
  public static let responseOverheadBytes = 48

  /// The prologue that both sides mix in: the protocol's version and the network, so that nodes
  /// of different networks or versions never get as far as a session.
  public static func prologue(network: NetworkID) -> [UInt8] {
    Array("selvedge 2".utf8) + network.publicKey
  }
}
