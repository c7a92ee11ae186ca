import Selvedge
import Synchronization

/// A node that gives out an object in pieces of a thousand bytes.
final class Mirror: Sendable {
  static let port: UInt16 = 8_080
  static let pieces = 32
  static let pieceBytes = 1_000

  let node: SelvedgeNode
  private let conduit: Conduit
  /// How long its disk takes before the first byte.
  private let delay: Mutex<Duration>

  init(_ node: SelvedgeNode, delay: Duration) throws {
    self.node = node
    self.delay = Mutex(delay)
    conduit = try node.open(port: Self.port)
  }

  /// Has the disk be quicker or slower from now on.
  func setDelay(_ value: Duration) { delay.withLock { $0 = value } }

  /// Answers requests, each with all pieces.
  func serve() {
    conduit.onDatagram { [self] request in
      try? await Task.sleep(for: delay.withLock { $0 })
      for number in 0..<Self.pieces {
        let piece = [UInt8(number)] + [UInt8](repeating: 0x5e, count: Self.pieceBytes - 1)
        try? await conduit.send(piece, to: .node(request.source), port: request.sourcePort)
      }
    }
  }
}
