import OverlayCore

/// What neighbours say of where our datagrams come from: an address for each of our sockets, if they
/// agree.
///
/// A translator that gives a socket the same address toward everybody lets others call it there. One
/// that gives it another toward each neighbour cannot be called at any of them, so that there is
/// nothing to tell.
struct ObservedAddresses {
  private struct Observation {
    var socket: Int
    var observer: NodeID
    var address: UnderlayAddress
    var at: Instant
  }

  /// One for each observer and socket; the oldest gives way to the newest.
  private var observations: [Observation] = []
  private static let observationsMax = Limits.membersMax

  /// Takes in what an observer says; whether that is news.
  mutating func note(
    _ address: UnderlayAddress, of socket: Int, by observer: NodeID, now: Instant
  ) -> Bool {
    let known = observations.firstIndex { $0.socket == socket && $0.observer == observer }
    if let known {
      guard observations[known].address != address else { return false }
      // An observer that changes its mind all the time would have us change our record.
      guard now - observations[known].at >= TraversalTiming.observationSpacing else { return false }
      observations.remove(at: known)
    } else if observations.count >= Self.observationsMax {
      observations.removeFirst()
    }
    observations.append(
      Observation(socket: socket, observer: observer, address: address, at: now))
    return true
  }

  /// Forgets what was said of a socket: it is gone, or leads elsewhere now.
  mutating func forget(socket: Int) {
    observations.removeAll { $0.socket == socket }
  }

  /// For each socket the address that others may call, in order of sockets.
  ///
  /// - Parameter isHeard: Whether an observer is still there to say something else.
  func addresses(isHeard: (NodeID) -> Bool) -> [UnderlayAddress] {
    let current = observations.filter { isHeard($0.observer) }
    let sockets = Set(current.map(\.socket)).sorted()
    return sockets.compactMap { socket in
      agreed(current.filter { $0.socket == socket }.map(\.address))
    }
  }

  /// The only address that was named, or the one that more observers name than any other; nil when
  /// each names another.
  private func agreed(_ named: [UnderlayAddress]) -> UnderlayAddress? {
    var counts: [(address: UnderlayAddress, count: Int)] = []
    for address in named {
      if let known = counts.firstIndex(where: { $0.address == address }) {
        counts[known].count += 1
      } else {
        counts.append((address, 1))
      }
    }
    guard counts.count > 1 else { return counts.first?.address }
    let most = counts.map(\.count).max() ?? 0
    let best = counts.filter { $0.count == most }
    return best.count == 1 ? best.first?.address : nil
  }
}
