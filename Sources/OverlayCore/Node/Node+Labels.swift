// Flow labels: a header of eight bytes instead of forty-four, link by link.

extension Node {
  /// How a packet is to be sent over a link: nil in full, or else in the returned short form.
  ///
  /// - Parameters:
  ///   - header: As it will be sent.
  ///   - link: The link.
  ///   - arrival: The one that it came over; none for a packet of our own.
  ///   - now: The present.
  public mutating func shorten(
    _ header: PacketHeader, on link: LinkID, from arrival: LinkID, now: Instant
  ) -> LabelledHeader? {
    let neighbour = arrival == .none ? -1 : links[arrival.index].neighbour
    switch outgoingLabels.form(of: header, on: link, from: neighbour, now: now) {
    case .full: return nil
    case .offering(let place):
      enqueue(.labelOffer(place: place))
      return nil
    case .labelled(let label): return LabelledHeader(header, label: label)
    }
  }

  /// The whole header of a packet that came over a link in its short form.
  ///
  /// Nil when the label is not known; the neighbour is told so, at most every two milliseconds.
  public mutating func expand(
    _ short: LabelledHeader, from link: LinkID, now: Instant
  ) -> PacketHeader? {
    if let header = incomingLabels.header(of: short, from: link, now: now) { return header }
    if links[link.index].labelRefusals.admits(
      spacing: Self.refusalSpacing, burst: Self.refusalSpacing, now: now)
    {
      enqueue(.labelAnswer(link, label: short.label, isKnown: false), chargedTo: link)
    }
    return nil
  }

  private static let refusalSpacing = Interval.milliseconds(2)
  /// Room for two thousand new flows of a neighbour in a second.
  private static let offerSpacing = Interval.microseconds(500)
  private static let offerBurst = Interval.seconds(1)

  /// Takes in a neighbour's word about labels.
  mutating func receiveLabel(
    _ kind: FrameKind, _ frame: borrowing Span<UInt8>, on link: LinkID, now: Instant
  ) throws(DecodeError) {
    guard kind == .labelOffer else {
      return outgoingLabels.take(try LabelAnswer(frame), from: link)
    }
    let offer = try LabelOffer(frame)
    guard
      links[link.index].labelOffers.admits(
        spacing: Self.offerSpacing, burst: Self.offerBurst, now: now)
    else { return }
    incomingLabels.learn(offer, from: link, of: links[link.index].neighbour, now: now)
    enqueue(.labelAnswer(link, label: offer.label, isKnown: true))
  }
}
