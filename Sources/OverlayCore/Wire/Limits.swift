/// The bounds of every table, queue and message.
public enum Limits {
  /// Members of a mesh, ourselves included: RON's "under fifty" with room for guests.
  public static let membersMax = 64
  /// Links under one session: one for each usable pair of addresses.
  public static let linksPerNeighbourMax = 4
  /// Links of a node, of which there is a place for each only once it is needed.
  public static let linksMax = 2_048
  /// Addresses in a member record.
  public static let endpointsMax = 4
  /// The greatest incarnation: 2^63 - 1, so that there always is room to answer one with the next.
  public static let incarnationMax = UInt64(Int64.max)
  /// The greatest sequence of a member record: 2^31 - 1.
  public static let sequenceMax = UInt32(Int32.max)
  /// Bytes of a member record's signature (Ed25519: RFC 8032, section 5.1.6).
  public static let signatureBytes = 64
  /// Bytes of an encoded credential.
  public static let credentialBytesMax = 512
  /// Bytes of any frame of ours, before it is sealed. With 32 bytes of sealing and IPv6's and
  /// UDP's 48 it fits the 1,280 bytes that every IPv6 path carries (RFC 8200, section 5).
  public static let controlFrameBytesMax = 1_200
  /// Bytes of a datagram that every path is taken to carry: IPv6's minimum of 1,280 less its own and
  /// UDP's header, rounded down (RFC 8899, section 5.1.2).
  public static let datagramBytesBase = 1_200
  /// Bytes of the largest datagram that is probed: a jumbo frame.
  public static let datagramBytesMax = 9_000
  /// Sizes that a path's largest datagram may have.
  static let datagramSizes = datagramBytesBase...datagramBytesMax
  /// Entries in one link-state update: 26 bytes each, up to 59 more for what was
  /// seen delivered and what applications reported; an update ends where its frame is full.
  public static let linkStateEntriesMax = 40
  /// Metrics that applications may define in one network.
  public static let applicationMetricsMax = 8
  /// The longest that a value that an application reported holds without being renewed.
  public static let reportLifetimeMax = Interval.seconds(3_600)
  /// Rules of a policy.
  public static let policyRulesMax = 64
  /// Bytes of a payload that is sent in stripes; larger ones go in two copies instead. No datagram that
  /// is read has more, so that a packet which was put together fits wherever one that came whole does.
  public static let stripedBytesMax = 1_500
  /// Packets in stripes that are put together at once.
  public static let stripedPacketsMax = 256
  /// Entries in one member summary: 29 bytes each.
  public static let summaryEntriesMax = 38
  /// Nodes in one member request: 16 bytes each.
  public static let requestEntriesMax = 64
  /// Effects waiting to be drained; a driver that drains after each call never comes near.
  public static let effectsMax = 4_096
  /// Of those, places that no neighbour can take: for beacons and whatever the node does by itself.
  public static let effectsReserve = 1_024
  /// Effects that one neighbour's frames cause and that wait to be drained: an answer to one frame has
  /// at most ``requestEntriesMax``, and two may be under way.
  public static let neighbourEffectsMax = 2 * requestEntriesMax
  /// Flows whose labels a source remembers.
  public static let flowsMax = 16_384
  /// Flows for this node whose sequences the duplicate filter remembers.
  public static let filteredFlowsMax = 1_024
  /// Copies passed on that are remembered, so that no relay sends the same bytes twice: those of half
  /// a second at 16,000 copies a second.
  public static let passedCopiesMax = 8_192
  /// Next hops kept ready for a destination.
  public static let candidatesMax = 4
  /// Copies of one packet under constrained multicast.
  public static let copiesMax = 2
  /// Transmissions of a packet, its first included: source to relay, relay to relay when the
  /// first has just lost its own path, relay to destination.
  public static let hopLimit: UInt8 = 3

  /// Backups of an entry of the prefix plane.
  public static let entryBackupsMax = 3
  /// Nodes that the prefix plane keeps track of at once: at base 16 some 150 in the table of a
  /// network of thousands, as many that have this node in theirs, and room for a join's search.
  public static let peersMax = 1_024
  /// Links that the prefix plane has asked its driver for at once: a join's table and no more, so
  /// that a member which names nodes that are not there cannot have us call hundreds of them.
  public static let connectingMax = 256
  /// Transmissions of a packet over the prefix plane, for which its header has five bits: a level
  /// takes one hop, 128 bits in base 4 have 64 levels, and a thousand million nodes fill fifteen of
  /// them.
  public static let prefixHopLimit: UInt8 = 31
  /// Side steps of a packet over the prefix plane, for which its header has two bits.
  public static let sideStepsMax: UInt8 = 3
  /// Contacts in one ``ContactList`` frame: 67 bytes each.
  public static let contactsMax = 17
  /// Nodes in the answer to one ``TableRequest``.
  public static let answeredContactsMax = 3 * contactsMax
  /// Entries in one ``TableSummary``.
  public static let summarisedEntriesMax = 256
  /// Joins that one node multicasts at once.
  public static let multicastsMax = 128
  /// Of those, joins that one neighbour handed to it: others find room, whatever it announces.
  public static let neighbourMulticastsMax = 64
  /// Nodes whose path to us has failed and for which relays are looked for at once.
  public static let missedMax = 32
  /// Nodes that a node calls at once because others asked it to stand in; a quarter for one of them.
  public static let relayCallsMax = 16
  /// Offers to stand in that are remembered; an eighth of one relay.
  public static let relayOffersMax = 64
  /// Dead nodes that are remembered.
  public static let deadRememberedMax = 64
  /// Bytes that an owner may say in one directory record. With its proof and 93 bytes around it, a
  /// record fits a frame.
  public static let recordPayloadBytesMax = 512
  /// Bytes of a record's proof: a credential, what the key was made from, and an Ed25519 signature
  /// (RFC 8032, section 5.1.6).
  public static let recordProofBytesMax = credentialBytesMax + 16 + signatureBytes
  /// The longest that a record may hold without being refreshed: a day.
  public static let recordLifetimeSecondsMax: UInt32 = 86_400
  /// Records in the answer to one lookup, each in a frame of its own: a lookup costs its root at
  /// most this many frames.
  public static let answerPartsMax: UInt8 = 16
  /// Transmissions of a directory frame, its first included: far more than a prefix route takes,
  /// few enough that a circle between tables under repair dies out.
  public static let directoryHopLimit: UInt8 = 32
  /// Destinations of the prefix plane whose paths are known to carry less than their first link.
  public static let narrowPathsMax = 256
  /// Neighbours whose rates are counted.
  public static let limitedNeighboursMax = peersMax
}
