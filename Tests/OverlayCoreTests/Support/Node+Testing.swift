@testable import OverlayCore

extension Node {
  /// Keeps a link busy as if a packet had just taken it.
  mutating func markUsed(_ link: LinkID, _ now: Instant) {
    if links[link.index]?.use(now: now) == true { set(.beacon(link), to: now) }
  }

  /// Makes a link fail as if its silence had just been noticed.
  mutating func failLink(_ link: LinkID, _ now: Instant) {
    guard var changed = links[link.index] else { return }
    let before = changed.state
    changed.fail(now: now)
    links[link.index] = changed
    stateDidChange(
      of: link, neighbour: changed.neighbour, from: before, to: changed.state, now: now)
  }
}
