/// One underlay path to one neighbour: its beacons, acknowledgements and counts, reduced to a
/// ``LinkQuality``.
///
/// The session's frame counter is the hop sequence: each side numbers every frame of the link,
/// and each beacon reports how many arrived up to which number, so loss is measured on the data
/// itself and costs no byte. Suspicion comes from silence in either direction:
///
/// - *nothing is heard* for longer than the neighbour announced, and probes stay unanswered;
/// - *we are not heard*: the neighbour's beacons arrive but stop echoing ours.
///
/// A suspect link is routed around at once but is up again only after it has proved itself,
/// for a time that doubles with each failure (``FlapDamper``).
struct Link {
  // What every beacon touches comes first and lies together, what is rare behind it: a simulation of
  // thousands of nodes waits for memory more than for anything else.

  let id: LinkID
  var state = LinkState.down
  /// What the routing table uses the link for; `member` in a mesh.
  var role = LinkRole.member
  var isUsed = false
  /// Whether the far address has answered a challenge; until then the link is never up. Set by the layer
  /// that holds the keys.
  var isProven = true
  /// Whether the neighbour may carry what is neither from it nor for it, by its credential; set by the
  /// layer that reads those.
  var mayRelay = true
  var hasReceived = false
  var receivedCount: UInt32 = 0
  /// The neighbour's slot in the member table; -1 where there is no link.
  var neighbour: Int
  /// The constants, which links share.
  var profile: SharedLinkProfile

  /// The number of the next frame; never reused while the link lives, whatever the keys.
  var nextCounter: UInt64 = 0
  var highestReceived: UInt64 = 0
  /// How many size probes the neighbour has sent.
  var neighbourSizeProbes: UInt64 = 0
  var counters = LinkCounters()

  /// When anything authentic last came.
  var lastHeard: Instant
  /// When the newest beacon that the neighbour echoed was sent.
  var lastConfirmed: Instant
  /// When the oldest beacon that it has not echoed was sent.
  var firstUnconfirmed = Instant.never
  var lastBeaconSent: Instant
  var polls = 0
  /// How long the neighbour said it would be silent.
  var neighbourInterval: Interval
  var wantedInterval = Interval.zero
  var wantedUntil = Instant.zero
  var lastUsed = Instant.zero
  var warmUntil = Instant.zero
  var lastReplySent = Instant.zero
  /// The newest timestamp of the neighbour's and when it came.
  var timestampArrived = Instant.never
  var timestampToEcho: UInt32 = 0
  /// Whether a packet was sent lately that not every path is taken to carry.
  var hasSentLarge = false

  var roundTrip = RoundTripEstimator()
  /// What bounds the neighbour's word in that; changes with each echo.
  var proven = ProvenRoundTrip()
  var forwardLoss = LossEstimator()
  var reverseLoss = LossEstimator()
  var delivered = DeliveredRate()
  /// Our size probes among the frames that we have sent.
  var sizeProbes = SizeProbeLedger()
  var beaconLog = BeaconLog()
  var sizes: PathMTUSearch

  var stateSince: Instant
  /// When it last ceased to be up, or was made.
  var failedAt: Instant
  var damper = FlapDamper()
  var goodBeacons = 0
  var goodSince = Instant.never
  var lastPoll = Instant.zero
  /// When the neighbour was last told that a packet was too big.
  var lastTooBig = Instant.zero

  /// How many labels the neighbour may still offer, and how often it is told that one is unknown.
  var labelOffers = RateGate()
  var labelRefusals = RateGate()

  init(
    id: LinkID, neighbour: Int, profile: SharedLinkProfile,
    sizes: PathMTUSearch = PathMTUSearch(mtu: 1_500, headerBytes: 48), now: Instant
  ) {
    self.id = id
    self.neighbour = neighbour
    self.profile = profile
    self.sizes = sizes
    stateSince = now
    failedAt = now
    lastHeard = now
    lastConfirmed = now
    lastBeaconSent = now
    neighbourInterval = profile.value.suspectInterval
  }

  /// What routing reads.
  @inline(__always)
  var quality: LinkQuality {
    LinkQuality(
      state: state, roundTrip: roundTrip.smoothed, variation: roundTrip.jitter,
      forwardLoss: forwardLoss.share, reverseLoss: reverseLoss.share,
      datagramBytesMax: sizes.limit, delivered: delivered.best)
  }
}

// MARK: - Counting frames

extension Link {
  /// Numbers a frame that is about to be sent in a datagram of `bytes`.
  mutating func stamp(bytes: Int, isData: Bool) -> UInt64 {
    if isData {
      counters.dataBytesSent &+= UInt64(bytes)
      if bytes > Limits.datagramBytesBase { hasSentLarge = true }
    } else {
      counters.controlBytesSent &+= UInt64(bytes)
    }
    let counter = nextCounter
    nextCounter &+= 1
    return counter
  }

  /// Counts an authentic frame.
  mutating func count(counter: UInt64, bytes: Int, isData: Bool, now: Instant) {
    if isData {
      counters.dataBytesReceived &+= UInt64(bytes)
    } else {
      counters.controlBytesReceived &+= UInt64(bytes)
    }
    receivedCount &+= 1
    if !hasReceived {
      reverseLoss.restart(sent: counter, arrived: receivedCount)
      hasReceived = true
    }
    highestReceived = max(highestReceived, counter)
    lastHeard = now
    polls = 0
  }
}
