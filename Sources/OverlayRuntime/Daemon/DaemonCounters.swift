/// What the daemon itself counts, beside what the node counts of hostile input.
struct DaemonCounters {
  /// Datagrams taken from the sockets.
  var datagramsReceived: UInt64 = 0
  /// Datagrams that the kernel took from us.
  var datagramsSent: UInt64 = 0
  /// Datagrams that the kernel refused or had no room for.
  var datagramsDropped: UInt64 = 0
  /// Packets carried for others.
  var packetsRelayed: UInt64 = 0
  /// Packets of the host or of forwarded ports that went into the overlay.
  var packetsSent: UInt64 = 0
  /// Packets handed to the host or to forwarded ports.
  var packetsDelivered: UInt64 = 0
  /// Packets of the host that could not go anywhere.
  var packetsRefused: UInt64 = 0
  /// Packets of the host that were larger than their way carries and may not be cut up; it was told.
  var packetsTooBig: UInt64 = 0
  /// Packets of the host that were cut up.
  var packetsFragmented: UInt64 = 0
  /// Packets from the overlay whose addresses are not their sender's or not ours.
  var packetsMisaddressed: UInt64 = 0
  /// Packets that were dropped because a router or this daemon was congested, and whose senders do not
  /// understand a mark instead.
  var packetsCongested: UInt64 = 0
  /// Announcements of prefixes that the directory had.
  var announcementsFound: UInt64 = 0
  /// Announcements of prefixes that were not understood, out of order or too many.
  var announcementsRefused: UInt64 = 0
  /// Prefixes in announcements that their sender's credential does not allow.
  var prefixesUnauthorised: UInt64 = 0
  /// Questions for names that were answered.
  var namesAnswered: UInt64 = 0
  /// Questions for names that were not understood, for other domains, or too many.
  var namesRefused: UInt64 = 0
  /// Datagrams for a port that nobody forwards.
  var portsUnknown: UInt64 = 0
  /// Peers of forwarded ports that lost their place to others while it was in use.
  var portsDisplaced: UInt64 = 0
  /// Connections with questions for names that were closed to make room for others.
  var nameClientsDisplaced: UInt64 = 0
  /// Datagrams too short for their ports.
  var datagramsMalformed: UInt64 = 0
  /// Datagrams for an application that were longer than any that it can be sent.
  var datagramsOversized: UInt64 = 0
  /// Values of applications' metrics that members sent and that no definition here allows.
  var metricValuesRefused: UInt64 = 0
  /// Member records that were not sent to a neighbour because it had drawn too many.
  var recordsWithheld: UInt64 = 0
  /// What the core wanted sent or said and had no place for.
  var effectsDropped: UInt64 = 0
  /// Handshakes, records and answers that had no place in the queue of what is to be sent.
  var sendingsDropped: UInt64 = 0
  /// Datagrams that an application did not take in time.
  var applicationOverflows: UInt64 = 0

  /// By name, for `status`.
  var values: [String: UInt64] {
    [
      "datagramsReceived": datagramsReceived, "datagramsSent": datagramsSent,
      "datagramsDropped": datagramsDropped, "packetsRelayed": packetsRelayed,
      "packetsSent": packetsSent, "packetsDelivered": packetsDelivered,
      "packetsRefused": packetsRefused, "packetsTooBig": packetsTooBig,
      "packetsFragmented": packetsFragmented, "packetsMisaddressed": packetsMisaddressed,
      "packetsCongested": packetsCongested, "portsUnknown": portsUnknown,
      "portsDisplaced": portsDisplaced, "nameClientsDisplaced": nameClientsDisplaced,
      "datagramsMalformed": datagramsMalformed,
      "datagramsOversized": datagramsOversized, "applicationOverflows": applicationOverflows,
      "announcementsFound": announcementsFound, "metricValuesRefused": metricValuesRefused,
      "announcementsRefused": announcementsRefused, "prefixesUnauthorised": prefixesUnauthorised,
      "recordsWithheld": recordsWithheld, "effectsDropped": effectsDropped,
      "sendingsDropped": sendingsDropped,
      "namesAnswered": namesAnswered, "namesRefused": namesRefused,
    ]
  }
}
