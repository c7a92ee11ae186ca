internal import DequeModule

/// A queue of what is to be sent, in which several neighbours cause entries and none can take the
/// others' places.
///
/// Whoever uses it says before it takes in a neighbour's frame who pays (``payer``) and takes that
/// back afterwards. Each payer may have ``share`` entries waiting, and all payers together leave
/// ``reserve`` places for what the node does by itself. What is essential, such as the news that a link
/// has changed, is refused only when the queue is full: it is bounded elsewhere, and its loss would
/// leave the layers of a node at odds.
public struct SharedQueue<Element> {
  private var entries = Deque<Element>()
  /// Who pays for each entry.
  private var payers = Deque<Int32>()
  /// By payer, its entries in the queue; grown when a payer first has one.
  private var waiting: [Int32] = []
  // Small: thousands of simulated nodes have two queues each.
  private let capacity: UInt16
  private let reserve: UInt16
  private let share: UInt16

  /// Who pays for what is appended from now on; -1, the node itself, outside of a neighbour's frame.
  public var payer = -1
  /// Entries that were refused, whoever would have paid.
  public private(set) var refused: UInt64 = 0

  /// An empty queue.
  ///
  /// - Parameters:
  ///   - capacity: Entries of all together, at most 65,535.
  ///   - reserve: Places of those that payers leave free.
  ///   - share: Entries of one payer.
  public init(
    capacity: Int = Limits.effectsMax, reserve: Int = Limits.effectsReserve,
    share: Int = Limits.neighbourEffectsMax
  ) {
    precondition(share > 0 && reserve >= 0 && capacity > reserve)
    self.capacity = UInt16(capacity)
    self.reserve = UInt16(reserve)
    self.share = UInt16(share)
  }

  /// How many entries wait.
  public var count: Int { entries.count }

  /// How many entries of a payer wait.
  public func count(of payer: Int) -> Int {
    waiting.indices.contains(payer) ? Int(waiting[payer]) : 0
  }

  /// Appends an entry that ``payer`` pays for; false when there is no place for it.
  @discardableResult
  public mutating func append(_ element: Element, isEssential: Bool = false) -> Bool {
    guard hasRoom(isEssential: isEssential) else {
      refused &+= 1
      return false
    }
    if payer >= 0 {
      while waiting.count <= payer { waiting.append(0) }
      waiting[payer] += 1
    }
    entries.append(element)
    payers.append(Int32(truncatingIfNeeded: payer))
    return true
  }

  /// The oldest entry.
  public mutating func popFirst() -> Element? {
    guard let element = entries.popFirst() else { return nil }
    let payer = Int(payers.removeFirst())
    if payer >= 0 { waiting[payer] -= 1 }
    return element
  }

  private func hasRoom(isEssential: Bool) -> Bool {
    guard payer >= 0, !isEssential else { return entries.count < Int(capacity) }
    return count(of: payer) < Int(share) && entries.count < Int(capacity - reserve)
  }
}

extension SharedQueue: Sendable where Element: Sendable {}
