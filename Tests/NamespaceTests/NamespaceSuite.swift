import Foundation
import Testing

/// Every test that builds network namespaces. They run one at a time, because they measure time,
/// and only where `scripts/in-namespaces` has made room for them.
@Suite(
  .serialized,
  .enabled(
    if: ProcessInfo.processInfo.environment["SELVEDGE_NAMESPACES"] != nil,
    "needs network namespaces; `make test` runs it as root"))
enum NamespaceSuite {}
