/// Where in a transit-stub graph a link lies.
public enum RouterLinkKind: UInt8, Hashable, Sendable, CaseIterable {
  /// Between two transit routers.
  case transit
  /// From a stub to a transit router: a customer's line to its provider.
  case stubTransit
  /// Between routers of one stub.
  case stub
  /// Between two stubs: a private line.
  case stubStub
}
