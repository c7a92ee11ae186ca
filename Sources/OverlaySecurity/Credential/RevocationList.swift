import OverlayCore

/// The revocations that a node knows of, at most one for each node: the furthest-reaching.
public struct RevocationList: Sendable {
  private var byNode: [NodeID: Revocation] = [:]

  /// An empty list.
  public init() {}

  /// How many nodes are out.
  public var count: Int { byNode.count }

  /// The revocations, by node, so that two lists with the same contents print the same.
  public var all: [Revocation] { byNode.values.sorted { $0.node < $1.node } }

  /// Adds a revocation after checking its signature.
  ///
  /// - Returns: whether it says more than what was known. False as well when the list has
  ///   ``SecurityLimits/revocationsMax`` nodes already.
  /// - Throws: ``CredentialError/badSignature`` when `network` did not sign it.
  public mutating func insert(
    _ revocation: Revocation, network: NetworkID
  ) throws(CredentialError) -> Bool {
    // What is known already is not worth a signature check: it arrives over and over.
    if let known = byNode[revocation.node] {
      guard known.serial < revocation.serial else { return false }
    } else {
      guard byNode.count < SecurityLimits.revocationsMax else { return false }
    }
    try revocation.verify(network: network)
    byNode[revocation.node] = revocation
    return true
  }

  /// Whether the credential of a node is void. Works on what a credential says of itself, so it
  /// can be asked before or after the signature is checked.
  public func covers(_ credential: Credential) -> Bool {
    guard !byNode.isEmpty, let revocation = byNode[credential.node] else { return false }
    return revocation.covers(credential)
  }
}
