internal import OverlayCore

/// Lookups of one client that are answered together.
struct RunningLookup {
  var client: Int
  var requests: [UInt32]
  var records: [DirectoryRecord] = []
  var isPartial = false
}
