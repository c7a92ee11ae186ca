import OverlayCore

/// The revocations that a node knows of, at most one for each node: the furthest-reaching.
public struct RevocationList: Sendable {
  /// Sorted by node.
  private var entries: [Revocation] = []
  /// At each place the sum of the entries before it, and at the end that of all: what a member asks about
  /// any range costs two look-ups.
  private var sums: [UInt64] = [0]

  /// An empty list.
  public init() {}

  /// How many nodes are out.
  public var count: Int { entries.count }

  /// The revocations, by node, so that two lists with the same contents print the same.
  public var all: [Revocation] { entries }

  /// Adds a revocation after checking its signature.
  ///
  /// - Returns: whether it says more than what was known. False as well when the list has
  ///   ``SecurityLimits/revocationsMax`` nodes already.
  /// - Throws: ``CredentialError/badSignature`` when `network` did not sign it.
  public mutating func insert(
    _ revocation: Revocation, network: NetworkID
  ) throws(CredentialError) -> Bool {
    guard isNews(revocation) else { return false }
    try revocation.verify(network: network)
    take(revocation)
    return true
  }

  /// Whether the revocation says more than what is known, and there is room for it.
  private func isNews(_ revocation: Revocation) -> Bool {
    let index = place(of: revocation.node)
    let isKnown = index < entries.count && entries[index].node == revocation.node
    // What is known already is not worth a signature check: it arrives over and over.
    return isKnown
      ? entries[index].serial < revocation.serial
      : entries.count < SecurityLimits.revocationsMax
  }

  /// Adds a revocation whose signature has been checked.
  mutating func take(_ revocation: Revocation) {
    guard isNews(revocation) else { return }
    let index = place(of: revocation.node)
    var change = Self.digest(of: revocation)
    if index < entries.count, entries[index].node == revocation.node {
      change ^= Self.digest(of: entries[index])
      entries[index] = revocation
    } else {
      entries.insert(revocation, at: index)
      sums.insert(sums[index], at: index)
    }
    for place in sums.indices.dropFirst(index + 1) { sums[place] ^= change }
  }

  /// Whether the credential of a node is void. Works on what a credential says of itself, so it
  /// can be asked before or after the signature is checked.
  public func covers(_ credential: Credential) -> Bool {
    let index = place(of: credential.node)
    guard index < entries.count else { return false }
    return entries[index].covers(credential)
  }

  // MARK: - Comparing

  /// What tells the entries of a range of nodes from others'.
  func digest(of range: ClosedRange<NodeID>) -> RevocationDigest {
    let found = places(of: range)
    return RevocationDigest(
      range: range, count: UInt32(found.count),
      value: sums[found.upperBound] ^ sums[found.lowerBound])
  }

  /// The revocations of a range of nodes, in order.
  func revocations(of range: ClosedRange<NodeID>) -> ArraySlice<Revocation> {
    entries[places(of: range)]
  }

  private func places(of range: ClosedRange<NodeID>) -> Range<Int> {
    var end = place(of: range.upperBound)
    if end < entries.count, entries[end].node == range.upperBound { end += 1 }
    return place(of: range.lowerBound)..<end
  }

  /// Where the node's entry is or would be.
  private func place(of node: NodeID) -> Int {
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].node < node { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// A mixing function over what tells entries apart. Only the network's own key makes entries, so
  /// that nobody can search for two lists with one sum.
  private static func digest(of revocation: Revocation) -> UInt64 {
    var random = SeededRandom(
      seed: UInt64(truncatingIfNeeded: revocation.node.value)
        ^ UInt64(truncatingIfNeeded: revocation.node.value >> 64) &* 0x9e37_79b9_7f4a_7c15
        ^ UInt64(revocation.serial) &* 0xbf58_476d_1ce4_e5b9)
    return random.next()
  }
}
