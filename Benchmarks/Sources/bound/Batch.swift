import OverlayRuntime

/// Packets of the host, cut, with room before and behind each.
final class Batch: @unchecked Sendable {
  let buffers = PacketArena(count: RuntimeLimits.batch)
  let lengths: UnsafeMutablePointer<Int>
  var count = 0

  init() {
    lengths = .allocate(capacity: buffers.count)
  }

  deinit {
    lengths.deallocate()
  }
}
