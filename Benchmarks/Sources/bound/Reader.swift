import OverlayRuntime
import OverlaySecurity

/// Takes packets from the host and cuts them.
struct Reader: ~Copyable {
  /// As much room as Selvedge has, so that both cut packets alike.
  static let headroom = PacketLayout.headroom

  private let ends: Ends
  /// What the last batch had no room for.
  private var rest: Segmenter?

  init(_ ends: Ends) {
    self.ends = ends
  }

  /// Whether there is more that the device does not tell of.
  var hasRest: Bool { rest != nil }

  mutating func fill(_ batch: Batch) {
    var count = 0
    defer { batch.count = count }
    while count < batch.buffers.count {
      guard var segmenter = rest ?? ends.device.read() else { return }
      rest = nil
      while !segmenter.isDone {
        guard count < batch.buffers.count else {
          rest = segmenter
          return
        }
        guard let length = segmenter.next(into: batch.buffers[count], at: Self.headroom) else {
          break
        }
        batch.lengths[count] = length
        count += 1
      }
    }
  }
}
