import OverlayCore

/// Brings one peer to know every revocation that this node knows, and stops when it does.
///
/// The two compare digests, first of everything, then of ever smaller parts of the range of node IDs
/// in which they differ, and only what a part lacks is sent: at most ``pieceMax`` revocations at a time,
/// each piece followed by the question whether it has arrived. Two that hold the same exchange two small
/// frames once, whatever becomes of their sessions; a list of 65,536 goes over in some six thousand
/// pieces, at a pace that the peer's ``ControlLimiter`` grants; and a frame that is lost is asked for
/// again, since the digests still differ. Set reconciliation by ranges is in Meyer, "Range-Based Set
/// Reconciliation" (SRDS 2023).
///
/// The peer does the same in the other direction, so that neither has to ask for what it lacks.
struct RevocationExchange: Sendable {
  /// Revocations sent at once.
  static let pieceMax = 12
  /// Parts that a range is divided into.
  private static let fanOut = 16
  /// Between two steps: with a piece in each, 240 revocations a second.
  static let spacing = Interval.milliseconds(50)
  /// How long an answer may take, doubled with each attempt.
  static let patience = Interval.milliseconds(500)
  static let attemptsMax = 5
  /// How often one piece is sent before the next part is looked at.
  static let sendingsMax = 8
  /// Before everything is compared anew after a round that left a difference; doubled each time.
  static let pauseFirst = Interval.seconds(1)
  static let pauseMax = Interval.seconds(64)

  /// A range in which the two may differ.
  private struct Part: Sendable {
    var range: ClosedRange<NodeID>
    /// Whether the peer said that it holds nothing of it, so that there is nothing to ask first.
    var isEmptyThere: Bool
  }

  /// What is to be sent now.
  struct Step: Sendable {
    var revocations: ArraySlice<Revocation>
    /// Comes after those.
    var question: RevocationDigest
  }

  /// The list's digest when the peer last held the same; nil before.
  private var agreed: RevocationDigest?
  /// What is still to be compared, the next part last: at most sixteen a level and four levels deep.
  private var parts: [Part] = []
  /// Questions in a row that were not answered.
  private var attempts = 0
  /// Whether the next part was asked about.
  private var isAsked = false
  /// How often its piece was sent.
  private var sendings = 0
  /// Rounds that left a difference.
  private var rounds = 0
  /// When the next step is due; `never` while there is none.
  private(set) var nextAt = Instant.never

  /// An exchange with a peer of which nothing is known.
  init() {}

  /// Whether the peer is known to hold what `list` holds.
  func isDone(_ list: RevocationList) -> Bool {
    agreed == list.digest(of: RevocationDigest.everything)
  }

  /// Begins a round if the peer is not known to hold the same and none is under way.
  mutating func begin(_ list: RevocationList, now: Instant) {
    guard parts.isEmpty, nextAt == .never, !isDone(list) else { return }
    nextAt = now
  }

  /// The step that is due; nil when there is none.
  mutating func step(_ list: RevocationList, now: Instant) -> Step? {
    guard nextAt <= now else { return nil }
    if parts.isEmpty {
      parts.append(Part(range: RevocationDigest.everything, isEmptyThere: false))
    }
    guard attempts < Self.attemptsMax else {
      endRound(now: now)
      return nil
    }
    while let part = parts.last, part.isEmptyThere { guard divide(part, list) else { break } }
    guard let part = parts.last else {
      endRound(now: now)
      return nil
    }
    nextAt = now + Self.patience * (1 << UInt64(attempts))
    attempts += 1
    isAsked = true
    if part.isEmptyThere { sendings += 1 }
    let piece = part.isEmptyThere ? list.revocations(of: part.range) : []
    return Step(revocations: piece, question: list.digest(of: part.range))
  }

  /// Takes in an answer to the newest question; every other is ignored.
  mutating func take(_ answer: RevocationDigest, _ list: RevocationList, now: Instant) {
    guard let part = parts.last, part.range == answer.range, isAsked else { return }
    nextAt = now + Self.spacing
    attempts = 0
    let ours = list.digest(of: part.range)
    if ours == answer {
      finishPart(now: now)
      if part.range == RevocationDigest.everything { agree(on: ours) }
    } else if ours.count == 0 || sendings >= Self.sendingsMax
      || (sendings > 0 && answer.count > ours.count)
    {
      // It has more than we have, most likely all of ours among it, and will tell us; or it takes in
      // nothing of what it is sent. Everything is compared once more in the end.
      finishPart(now: now)
    } else if ours.count <= Self.pieceMax {
      parts[parts.count - 1].isEmptyThere = true
    } else {
      parts[parts.count - 1].isEmptyThere = answer.count == 0
      _ = divide(parts[parts.count - 1], list)
      (isAsked, sendings) = (false, 0)
    }
  }

  /// The peer asked, and holds the same: nothing needs to be asked.
  mutating func noteEqual(_ list: RevocationList) {
    agree(on: list.digest(of: RevocationDigest.everything))
  }

  /// The peer asked, and holds something else: it is compared anew, even if it held the same before.
  mutating func noteDifferent() {
    agreed = nil
  }

  private mutating func agree(on digest: RevocationDigest) {
    agreed = digest
    parts.removeAll()
    (attempts, rounds, nextAt) = (0, 0, .never)
    (isAsked, sendings) = (false, 0)
  }

  private mutating func finishPart(now: Instant) {
    parts.removeLast()
    (isAsked, sendings) = (false, 0)
    if parts.isEmpty { endRound(now: now) }
  }

  /// Everything is compared once more after a pause: what was lost shows.
  private mutating func endRound(now: Instant) {
    parts.removeAll()
    attempts = 0
    (isAsked, sendings) = (false, 0)
    nextAt = now + min(Self.pauseFirst * (1 << UInt64(min(rounds, 6))), Self.pauseMax)
    rounds += 1
  }

  /// Replaces the last part by smaller ones, each with as many entries of ours; false when it fits a
  /// piece.
  private mutating func divide(_ part: Part, _ list: RevocationList) -> Bool {
    let entries = list.revocations(of: part.range)
    guard entries.count > Self.pieceMax else { return false }
    let size = max(Self.pieceMax, (entries.count + Self.fanOut - 1) / Self.fanOut)
    var smaller: [Part] = []
    var first = part.range.lowerBound
    var rest = entries
    while rest.count > size, let last = rest.prefix(size).last?.node, last < part.range.upperBound {
      smaller.append(Part(range: first...last, isEmptyThere: part.isEmptyThere))
      first = NodeID(last.value + 1)
      rest = rest.dropFirst(size)
    }
    smaller.append(Part(range: first...part.range.upperBound, isEmptyThere: part.isEmptyThere))
    parts.removeLast()
    parts += smaller.reversed()
    return smaller.count > 1
  }
}
