extension RouterGraph {
  /// The transit-stub graph that belongs to the seed: connected, and of exactly
  /// ``TransitStubShape/routerCount`` routers, the transit routers first.
  ///
  /// - Throws: ``TopologyError`` when the shape is out of range or has too many links.
  public static func transitStub(
    _ shape: TransitStubShape = .standard, seed: UInt64
  ) throws(TopologyError) -> RouterGraph {
    try shape.check()
    var draft = TransitStubDraft(shape: shape, seed: seed)
    draft.draw()
    return try RouterGraph(
      stubs: draft.stubs, links: draft.links, stubsCarryTransit: shape.stubsCarryTransit)
  }
}
