/// The nodes that the prefix plane deals with, by slot: those in its table, those that have it in
/// theirs, and those that it is asking something.
///
/// Slots are few and stay put while a peer is there, so that tables and links refer to them.
struct PeerTable {
  private var peers: [Peer?] = []
  private var index = NodeIndex()
  /// How many there are.
  private(set) var count = 0

  /// Slots that may hold peers.
  var capacity: Int { peers.count }

  /// The peer in `slot`.
  subscript(slot: Int) -> Peer? {
    _read { yield peers[slot] }
    _modify { yield &peers[slot] }
  }

  /// The slot of a node; nil when it is no peer.
  func slot(of node: NodeID) -> Int? { index[node] }

  /// The node in a slot that is taken.
  func node(in slot: Int) -> NodeID { peers[slot]?.contact.node ?? NodeID(0) }

  /// How many wait for a link.
  var connectingCount: Int { peers.count { $0?.isConnecting == true } }

  /// A peer's distance for sorting: the unmeasured are the farthest.
  func distance(_ slot: Int) -> Interval {
    peers[slot]?.distance ?? Interval(nanoseconds: .max)
  }

  /// The peer's slot, made when it is new; nil when the table is full.
  mutating func insert(_ contact: Contact) -> Int? {
    if let slot = index[contact.node] { return slot }
    guard count < Limits.peersMax else { return nil }
    let slot = peers.firstIndex { $0 == nil } ?? peers.count
    if slot == peers.count { peers.append(nil) }
    peers[slot] = Peer(contact: contact)
    index[contact.node] = slot
    count += 1
    return slot
  }

  /// Forgets the peer in `slot`.
  mutating func remove(_ slot: Int) {
    guard let peer = peers[slot] else { return }
    index[peer.contact.node] = nil
    peers[slot] = nil
    count -= 1
  }
}
