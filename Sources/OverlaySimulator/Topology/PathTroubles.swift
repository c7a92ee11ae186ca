import OverlayCore

/// The paths that a fault concerns, found by sender and receiver.
///
/// Few paths are in trouble at once, so each has a slot number of four bytes, and only trouble
/// takes more. The slots themselves, N² of them, are made with the first trouble.
struct PathTroubles {
  let hostCount: Int
  private var slots: [UInt32] = []
  private var entries: [PathTrouble] = []
  private var free: [UInt32] = []

  init(hostCount: Int) {
    self.hostCount = hostCount
  }

  /// Whether no path is in trouble.
  @inline(__always)
  var isEmpty: Bool { entries.count == free.count }

  /// Where the path's trouble stands; nil when it has none.
  @inline(__always)
  func place(from sender: Int, to receiver: Int) -> Int? {
    guard !isEmpty else { return nil }
    let slot = slots[sender * hostCount + receiver]
    return slot == 0 ? nil : Int(slot) - 1
  }

  /// The trouble at a place.
  subscript(place: Int) -> PathTrouble {
    get { entries[place] }
    set { entries[place] = newValue }
  }

  /// Whether the datagram is lost to the trouble's own loss.
  mutating func loses(at place: Int, now: Instant, random: inout SeededRandom) -> Bool {
    entries[place].losses.loses(entries[place].loss, at: now, random: &random)
  }

  /// Changes the path's trouble, or gives it some to change.
  mutating func update(
    from sender: Int, to receiver: Int, _ change: (inout PathTrouble) -> Void
  ) {
    if slots.isEmpty { slots = Array(repeating: 0, count: hostCount * hostCount) }
    let path = sender * hostCount + receiver
    if slots[path] == 0 {
      if let slot = free.popLast() {
        slots[path] = slot
      } else {
        entries.append(PathTrouble())
        slots[path] = UInt32(entries.count)
      }
    }
    change(&entries[Int(slots[path]) - 1])
  }

  /// Ends the path's trouble.
  mutating func heal(from sender: Int, to receiver: Int) {
    guard let place = place(from: sender, to: receiver) else { return }
    entries[place] = PathTrouble()
    free.append(UInt32(place + 1))
    slots[sender * hostCount + receiver] = 0
  }
}
