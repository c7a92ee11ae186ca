import Foundation

/// A member that has two others take it for a relay, and forges a packet of the flow that it sees: on a
/// thread of its own.
final class HandRelay: @unchecked Sendable {
  private let toward: HandPeer
  private let from: HandPeer
  private let isOver = HandFlag()
  private let hasForged = HandFlag()
  private let finished = DispatchSemaphore(value: 0)

  /// Whether it has seen a packet in two copies and sent another in its name.
  var isDone: Bool { hasForged.isSet }

  /// - Parameters:
  ///   - from: Speaks with the flow's source,
  ///   - toward: and with its destination.
  init(from: HandPeer, toward: HandPeer) {
    self.from = from
    self.toward = toward
    Thread.detachNewThread { [self] in
      run()
      finished.signal()
    }
  }

  func stop() {
    isOver.set()
    finished.wait()
  }

  private func run() {
    var announceAt = Date.now
    while !isOver.isSet {
      if Date.now >= announceAt {
        announceAt = Date.now.addingTimeInterval(0.4)
        from.announceLink(to: toward.victim.node)
        toward.announceLink(to: from.victim.node)
      }
      _ = toward.receive(milliseconds: 10)
      guard let frame = from.receive(milliseconds: 10), frame.count >= 44, frame[0] == 1,
        frame[1] & 0x80 != 0, frame[12..<28].elementsEqual(from.victim.node),
        frame[28..<44].elementsEqual(toward.victim.node)
      else { continue }
      forge(Array(frame[..<44]))
    }
  }

  /// The same header, far ahead in its flow, over bytes that nobody sealed.
  private func forge(_ header: [UInt8]) {
    let sequence = HandBytes.integer(header, at: 8, 4) + 100_000
    let forged = HandBytes(Array(header[..<8])).integer(sequence, 4).raw(Array(header[12...]))
    toward.send(forged.zeroes(64).bytes)
    hasForged.set()
  }
}
