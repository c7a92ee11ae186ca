// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

// Swift Testing's macros expand to code that strict memory safety and the warnings it brings do
// not yet understand, so tests are held to the language mode and features alone.
let testing: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

// Examples are written as an application would be: without the features that this package asks of
// itself.
let example: [SwiftSetting] = [.treatAllWarnings(as: .error)]

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")

// A target earns its existence by forbidding an import: docs/ARCHITECTURE.md has the list, and
// Tests/TidyTests enforces it.
let package = Package(
  name: "selvedge",
  products: [
    .executable(name: "selvedge", targets: ["selvedge"]),
    .library(name: "Selvedge", targets: ["Selvedge"]),
    .library(name: "OverlayCore", targets: ["OverlayCore"]),
    .library(name: "OverlaySecurity", targets: ["OverlaySecurity"]),
    .library(name: "OverlayDatabase", targets: ["OverlayDatabase"]),
    .library(name: "OverlayRuntime", targets: ["OverlayRuntime"]),
    .library(name: "OverlaySimulator", targets: ["OverlaySimulator"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: []),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
  ],
  targets: [
    .target(
      name: "OverlayCore",
      dependencies: [.product(name: "DequeModule", package: "swift-collections")],
      swiftSettings: strict),
    .target(
      name: "OverlaySecurity",
      dependencies: [
        "OverlayCore", crypto, .product(name: "BasicContainers", package: "swift-collections"),
      ],
      swiftSettings: strict),
    .target(name: "CLinuxNet"),
    .target(
      name: "OverlayDatabase", dependencies: [.product(name: "GRDB", package: "GRDB.swift")],
      swiftSettings: strict),
    .target(
      name: "OverlayRuntime",
      dependencies: [
        "OverlayCore", "OverlaySecurity", "OverlayDatabase", "CLinuxNet", logging,
        .product(name: "Configuration", package: "swift-configuration"),
        .product(name: "Yams", package: "Yams"),
      ],
      swiftSettings: strict),
    .target(
      name: "Selvedge",
      dependencies: ["OverlayCore", "OverlaySecurity", "OverlayRuntime", logging],
      swiftSettings: strict),
    .target(
      name: "OverlaySimulator", dependencies: ["OverlayCore", "OverlaySecurity"],
      swiftSettings: strict),
    .target(
      name: "OverlayLab",
      dependencies: [
        "OverlayRuntime", "OverlaySimulator", .product(name: "Yams", package: "Yams"),
      ],
      // In the binary itself, which may be installed alone.
      resources: [
        "adversity", "estimators", "figure-14", "figure-16", "figure-20", "figure-21", "figure-3",
        "hysteresis", "join-4096", "metrics", "multipath", "parity", "policy", "replay",
        "ron-figure-3", "ron-figure-4",
      ].map { .embedInCode("Scenarios/Shipped/\($0).yaml") }
        + ["pair", "triangle", "four-sites", "two-uplinks"].map {
          .embedInCode("Layout/Shipped/\($0).yaml")
        },
      swiftSettings: strict),
    .target(
      name: "OverlayProxy",
      dependencies: [
        "OverlayRuntime", logging,
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSOCKS", package: "swift-nio-extras"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "selvedge",
      dependencies: [
        "OverlayRuntime", "OverlayLab", "OverlayProxy", "OverlaySimulator", logging, argumentParser,
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "voice-call",
      dependencies: [
        "Selvedge", "OverlayCore", "OverlayLab", "OverlaySimulator", argumentParser,
      ],
      path: "Examples/voice-call", swiftSettings: example),
    .executableTarget(
      name: "first-datagram", dependencies: ["Selvedge"], path: "Examples/first-datagram",
      swiftSettings: example),
    .executableTarget(
      name: "mirror-selector", dependencies: ["Selvedge", argumentParser],
      path: "Examples/mirror-selector", swiftSettings: example),
    .executableTarget(
      name: "chat", dependencies: ["Selvedge", argumentParser],
      path: "Examples/chat", swiftSettings: example),
    .testTarget(name: "OverlayCoreTests", dependencies: ["OverlayCore"], swiftSettings: testing),
    .testTarget(
      name: "OverlaySecurityTests", dependencies: ["OverlaySecurity", crypto],
      swiftSettings: testing),
    .testTarget(
      name: "OverlayDatabaseTests",
      dependencies: ["OverlayDatabase", .product(name: "GRDB", package: "GRDB.swift")],
      swiftSettings: testing),
    .testTarget(
      name: "OverlayRuntimeTests",
      dependencies: [
        "OverlayRuntime", "OverlayDatabase", .product(name: "GRDB", package: "GRDB.swift"), crypto,
      ],
      swiftSettings: testing),
    .testTarget(
      name: "OverlaySimulatorTests", dependencies: ["OverlaySimulator"], swiftSettings: testing),
    .testTarget(
      name: "OverlayLabTests", dependencies: ["OverlayLab"], swiftSettings: testing),
    .testTarget(
      name: "SelvedgeTests", dependencies: ["Selvedge", "OverlayLab"], swiftSettings: testing),
    .testTarget(
      name: "OverlayProxyTests",
      dependencies: [
        "OverlayProxy", logging, .product(name: "NIOEmbedded", package: "swift-nio"),
      ],
      swiftSettings: testing),
    .testTarget(
      name: "CommandTests", dependencies: ["selvedge"], swiftSettings: testing),
    .testTarget(
      name: "FuzzTests", dependencies: ["OverlayCore", "OverlaySecurity", "OverlayRuntime"],
      swiftSettings: testing),
    .testTarget(
      name: "NamespaceTests", dependencies: ["OverlaySecurity"], swiftSettings: testing),
    .testTarget(name: "TidyTests", swiftSettings: testing),
  ],
  swiftLanguageModes: [.v6]
)

// A build under a sanitizer takes long: scripts/sanitize names the test targets that it is of, and the
// rest, with what only the rest depends on, is left out.
if let names = Context.environment["SELVEDGE_TEST_TARGETS"] {
  var wanted = Set(names.split(separator: " ").map(String.init))
  var found = Set<String>()
  while let name = wanted.popFirst() {
    guard found.insert(name).inserted else { continue }
    for dependency in package.targets.first(where: { $0.name == name })?.dependencies ?? [] {
      if case .byNameItem(let name, _) = dependency { wanted.insert(name) }
    }
  }
  package.targets.removeAll { !found.contains($0.name) }
  package.products = []
}
