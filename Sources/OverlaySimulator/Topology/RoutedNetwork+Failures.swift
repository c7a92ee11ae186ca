public import OverlayCore

extension RoutedNetwork {
  /// Cuts the link. Every path above it is broken until the link is healed or routing follows.
  public mutating func fail(link: Int, at now: Instant) {
    change(link, at: now) { $0 |= Cause.cut }
  }

  /// Mends the cut. The link stays down while a router at one of its ends is.
  public mutating func heal(link: Int, at now: Instant) {
    change(link, at: now) { $0 &= ~Cause.cut }
  }

  /// Stops the router, and with it every link that ends at it and the host attached to it.
  public mutating func fail(router: Int, at now: Instant) {
    for link in graph.links(at: router) {
      let cause = self.cause(of: router, on: link)
      change(link, at: now) { $0 |= cause }
    }
  }

  /// Starts the router again. Links that were cut for themselves stay cut.
  public mutating func heal(router: Int, at now: Instant) {
    for link in graph.links(at: router) {
      let cause = self.cause(of: router, on: link)
      change(link, at: now) { $0 &= ~cause }
    }
  }

  /// Mends every link and starts every router.
  public mutating func healAll(at now: Instant) {
    for link in graph.links.indices where causes[link] != 0 { change(link, at: now) { $0 = 0 } }
  }

  /// Whether the link is down, because it was cut or a router at one of its ends stopped.
  public func isDown(link: Int) -> Bool { causes[link] != 0 }

  /// Whether routing avoids the link.
  public func isAvoided(link: Int) -> Bool { isAvoided[link] }

  private func cause(of router: Int, on link: Int) -> UInt8 {
    Int(graph.links[link].first) == router ? Cause.firstRouter : Cause.secondRouter
  }

  private mutating func change(
    _ link: Int, at now: Instant, _ change: (inout UInt8) -> Void
  ) {
    if now >= nextNotice { follow(until: now) }
    let wasDown = causes[link] != 0
    change(&causes[link])
    let isDown = causes[link] != 0
    guard isDown != wasDown else { return }
    changeCounts[link] &+= 1
    epoch &+= 1
    updateSurprise(link)
    // A notice would change nothing if the link is back before routing knew that it was gone.
    guard let reconvergence, isDown != isAvoided[link] else { return }
    let notice = Notice(
      due: now + reconvergence, link: UInt16(link), changeCount: changeCounts[link])
    let place = (notices.lastIndex { $0.due <= notice.due }).map { $0 + 1 } ?? 0
    notices.insert(notice, at: place)
    nextNotice = notices[0].due
  }

  private mutating func updateSurprise(_ link: Int) {
    let isSurprise = causes[link] != 0 && !isAvoided[link]
    let place = surprises.firstIndex(of: UInt16(link))
    if isSurprise, place == nil {
      surprises.append(UInt16(link))
    } else if !isSurprise, let place {
      surprises.remove(at: place)
    }
  }

  /// Lets routing follow every change that has lasted long enough.
  mutating func follow(until now: Instant) {
    let due = notices.prefix { $0.due <= now }
    for notice in due {
      let link = Int(notice.link)
      let isDown = causes[link] != 0
      guard notice.changeCount == changeCounts[link], isDown != isAvoided[link] else { continue }
      for host in 0..<hostCount where isCurrent[host] {
        let isConcerned =
          isDown ? uses(link, inTreeOf: host) : wouldUse(link, inTreeOf: host)
        if isConcerned { isCurrent[host] = false }
      }
      isAvoided[link] = isDown
      updateSurprise(link)
    }
    notices.removeFirst(due.count)
    nextNotice = notices.first?.due ?? .never
    epoch &+= 1
  }
}
