/// One direction of a ``RouterLink``, as its sending router sees it.
struct RouterArc {
  /// The router that it leads to.
  var router: UInt16
  /// The link's number.
  var link: UInt16
  /// Time to cross it.
  var microseconds: UInt32
}
