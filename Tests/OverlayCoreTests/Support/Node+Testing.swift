@testable import OverlayCore

extension Node {
  /// Keeps a link busy as if a packet had just taken it.
  mutating func markUsed(_ link: LinkID, _ now: Instant) {
    if links[link.index].use(now: now) { set(.beacon(link), to: now) }
  }

  /// Makes a link fail as if its silence had just been noticed.
  mutating func failLink(_ link: LinkID, _ now: Instant) {
    let before = links[link.index].state
    links[link.index].fail(now: now)
    stateDidChange(
      of: link, neighbour: links[link.index].neighbour, from: before,
      to: links[link.index].state, now: now)
  }
}
