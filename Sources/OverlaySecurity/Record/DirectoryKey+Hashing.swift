public import OverlayCore

// Where things live that have no place in the ID space by themselves: at a digest, under a label
// for each kind of thing, so that nobody's application key can be made to meet a name's.

extension DirectoryKey {
  /// The key under which applications keep what they call `bytes`, in records of kind
  /// ``DirectoryKind/application``: see ``DirectorySubject``.
  public init(hashing bytes: [UInt8]) {
    self = DirectorySubject(hashing: bytes).key()
  }

  /// The key under which the node of this name is found, whatever network it is in: see
  /// ``NodeName``.
  public init(name: String) {
    self.init(label: "name", Array(name.utf8))
  }

  /// The key under which the node with this overlay IPv4 address is found.
  public init(overlayIPv4 address: UInt32) {
    var bytes = ByteBuilder(capacity: 4)
    bytes.append(address)
    self.init(label: "ipv4", bytes.bytes)
  }

  /// The key under which the node with this overlay IPv6 address is found.
  public init(overlayIPv6 address: UInt128) {
    var bytes = ByteBuilder(capacity: 16)
    bytes.append(address)
    self.init(label: "ipv6", bytes.bytes)
  }

  private init(label: String, _ bytes: [UInt8]) {
    self.init(Hashing.labelled(label, bytes))
  }
}

extension Hashing {
  /// The first 16 bytes of a SHA-256, as a node's ID is. No label is the front of another with a
  /// zero byte behind it, so two things never have the same input.
  static func labelled(_ label: String, _ bytes: [UInt8]) -> UInt128 {
    let digest = sha256(Array("selvedge key \(label)".utf8), [0], bytes)
    return digest.prefix(DirectoryKey.byteCount).reduce(0) { $0 << 8 | UInt128($1) }
  }
}
