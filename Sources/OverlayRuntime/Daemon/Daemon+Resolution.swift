internal import Logging
internal import OverlayCore
internal import OverlaySecurity

// Packets and requests for nodes that are not known yet, which under the prefix plane is most of
// them.

extension Daemon {
  /// How long a request waits for a node to be found.
  private static let findTimeout = Interval.seconds(5)

  /// Who gets a packet: the node that has its destination's address, or one that serves it.
  func owner(of header: IPHeader, now: Instant) -> Resolution {
    let (address, family) = (header.destination, header.family)
    let short = UInt32(truncatingIfNeeded: address)
    // By far the most packets go where others went before.
    let known = family == .ipv4 ? node.node(forIPv4: short) : node.node(forIPv6: address)
    if let known { return .known(known) }
    if let server = edge.server(of: header) {
      return node.plane == .mesh ? .known(server) : node.resolve(.node(server), now: now)
    }
    // What is not the overlay's is nobody's to look for in its directory.
    guard credential.isInsideOverlay(address, family) else { return .absent }
    return node.resolve(family == .ipv4 ? .ipv4(short) : .ipv6(address), now: now)
  }

  /// A node by what a user calls it: its name or its ID.
  func find(_ name: String, now: Instant) -> Resolution {
    let byName = node.resolve(.name(name), now: now)
    guard case .absent = byName, name.count == 32, let value = UInt128(name, radix: 16) else {
      return byName
    }
    return node.resolve(.node(NodeID(value)), now: now)
  }

  /// Sends what waited: somebody has been found, or a session made.
  func retryWaiting(now: Instant) {
    isRetryDue = false
    if waitingPackets.count > 0 {
      for buffer in 0..<waitingPackets.arena.count {
        guard let (payload, place) = waitingPackets.take(buffer, now: now) else { continue }
        waitingPackets.arena[buffer].copy(payload, to: outgoing[0], at: payload.lowerBound)
        var packets = HostPackets(first: 0, origin: place, lane: HostDevices.lane(of: place))
        packets.append(length: payload.count)
        submit(packets, now: now)
        underlay.flush()
      }
    }
    retryApplications(now: now)
    retryQuestions(now: now)
    let requests = waitingRequests
    waitingRequests = []
    for waiting in requests where control.isConnected(waiting.client) {
      answer(waiting.request, waiting.client, until: waiting.deadline)
    }
  }

  /// When a request has waited for long enough.
  var waitingDeadline: Instant {
    isRetryDue ? .zero : waitingRequests.map(\.deadline).min() ?? .never
  }

  /// Lets a request wait for a node to be found; false when it has waited long enough.
  func wait(
    with request: ControlRequest, _ client: Int, until deadline: Instant?, now: Instant
  ) -> Bool {
    let deadline = deadline ?? now + Self.findTimeout
    guard deadline > now, waitingRequests.count < RuntimeLimits.waitingRequests else {
      return false
    }
    waitingRequests.append(
      WaitingRequest(client: client, request: request, deadline: deadline))
    return true
  }
}
