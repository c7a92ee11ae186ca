import OverlayCore

// Links: one for each pair of underlay addresses, under the peer's one session.

extension SecureNode {
  /// Makes the link of a path, or moves it to where the peer now is: the address that a handshake of
  /// ours was answered from, or that our answer went to, without which the peer has no keys.
  mutating func placeLink(
    _ place: Int, path: Int, at address: UnderlayAddress, socket: Int, now: Instant
  ) {
    let link = peers[place].links[path]
    if link != .none {
      targets[link.index].address = address
      targets[link.index].socket = socket
      watches[link.index] = LinkWatch()
      validate(link, now: now)
      noteUnderlay(of: link, now: now)
      node.probeLink(link, now: now)
    } else if let same = pathNumber(place, to: address, socket: socket) {
      validate(peers[place].links[same], now: now)
      node.probeLink(peers[place].links[same], now: now)
    } else {
      _ = addLink(place, path: path, at: address, socket: socket, isValidated: true, now: now)
    }
  }

  /// Opens links to the addresses of a peer that no link leads to yet. The lower node numbers
  /// them odd and the higher even, so that both may do it at once.
  mutating func openLinks(_ place: Int, now: Instant) {
    guard peers[place].current != SessionTable.none else { return }
    let ways = waysToTry(place)
    guard !ways.isEmpty, mayTry(place, now: now) else { return }
    let first = identity < peers[place].node ? 1 : 2
    for way in ways {
      guard pathNumber(place, to: way.address, socket: way.socket) == nil else { continue }
      let free = stride(from: first, to: Session.pathsMax, by: 2).first {
        peers[place].links[$0] == .none
      }
      guard let free,
        let link = addLink(
          place, path: free, at: way.address, socket: way.socket, isValidated: false, now: now)
      else { return }
      watches[link.index].isTrial = true
    }
  }

  /// Takes in a link that the peer opened. When both opened one between the same addresses, the
  /// lower number stays.
  mutating func adoptLink(
    _ place: Int, path: Int, from address: UnderlayAddress, socket: Int, now: Instant
  ) -> LinkID? {
    var isValidated = false
    if let same = pathNumber(place, to: address, socket: socket) {
      guard path < same else { return nil }
      isValidated = targets[peers[place].links[same].index].isValidated
      removeLink(peers[place].links[same], now: now)
    }
    // What the peer sends on says more of where it is than what has fallen silent.
    if plane == .mesh { makeRoom(place, silentFor: TraversalTiming.displaceable, now: now) }
    return addLink(
      place, path: path, at: address, socket: socket, isValidated: isValidated, now: now)
  }

  private mutating func addLink(
    _ place: Int, path: Int, at address: UnderlayAddress, socket: Int, isValidated: Bool,
    now: Instant
  ) -> LinkID? {
    guard let link = addCoreLink(place, at: address, isValidated, now: now) else { return nil }
    if let counter = records[place]?.counters[path] { node.resumeCounting(link, at: counter) }
    while watches.count <= link.index { watches.append(LinkWatch()) }
    watches[link.index] = LinkWatch()
    watches[link.index].validation = AddressValidation(isValidated: isValidated)
    targets[link.index] = LinkTarget(
      peer: place, path: path, socket: socket, address: address, openedAt: now,
      isValidated: isValidated)
    peers[place].links[path] = link
    noteRole(of: place)
    noteUnderlay(of: link, now: now)
    return link
  }

  private mutating func addCoreLink(
    _ place: Int, at address: UnderlayAddress, _ isProven: Bool, now: Instant
  ) -> LinkID? {
    guard plane == .prefix else {
      return node.addLink(to: peers[place].node, isProven: isProven, now: now)
    }
    return contact(of: place, seenAt: address, isValidated: isProven).flatMap {
      node.addLink(with: $0, isProven: isProven, now: now)
    }
  }

  /// Tells the core whether a peer's credential lets it carry packets for others.
  mutating func noteRole(of place: Int) {
    guard let credential = records[place]?.credential else { return }
    let mayRelay = credential.roles.contains(.relay)
    for path in 0..<Session.pathsMax where peers[place].links[path] != .none {
      node.setMayRelay(peers[place].links[path], mayRelay)
    }
  }

  mutating func removeLink(_ link: LinkID, now: Instant) {
    let target = targets[link.index]
    guard target.peer >= 0 else { return }
    if let counter = node.nextCounter(link) {
      records[target.peer]?.counters[target.path] = counter
    }
    peers[target.peer].links[target.path] = .none
    targets[link.index] = LinkTarget()
    node.removeLink(link, now: now)
  }

  mutating func removeLinks(of place: Int, now: Instant) {
    for path in 0..<Session.pathsMax where peers[place].links[path] != .none {
      removeLink(peers[place].links[path], now: now)
    }
  }

  /// Gives up links that have been silent for long while the peer has others.
  mutating func pruneLinks(of place: Int, now: Instant) {
    if plane == .mesh { endTrials(of: place, now: now) }
    let links = (0..<Session.pathsMax).map { peers[place].links[$0] }.filter { $0 != .none }
    guard links.count > 1, node.hasWorkingLink(to: peers[place].node) else { return }
    for link in links where node.quality(of: link)?.state != .up {
      let heard = max(node.lastHeard(on: link) ?? .zero, targets[link.index].openedAt)
      if now - heard > SessionTiming.pruneAfter { removeLink(link, now: now) }
    }
  }

  mutating func linkChanged(
    _ link: LinkID, from before: LinkState, to after: LinkState, now: Instant
  ) -> SecureEffect? {
    let target = targets[link.index]
    guard target.peer >= 0 else { return nil }
    let peer = peers[target.peer].node
    if after == .up {
      records[target.peer]?.trials.succeed()
      tellObserved(on: link, now: now)
    }
    if node.hasWorkingLink(to: peer) {
      records[target.peer]?.linklessSince = .never
      records[target.peer]?.linklessRenewals = 0
    } else if records[target.peer]?.linklessSince == .never {
      records[target.peer]?.linklessSince = now
    }
    return .event(.linkChanged(peer, target.address, from: before, to: after))
  }
}
