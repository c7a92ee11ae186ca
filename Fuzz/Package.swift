// swift-tools-version: 6.2
import PackageDescription

// Fuzz targets in a package of their own: they link libFuzzer's main function, and everything below
// them is built with coverage counters. `make fuzz` builds and runs them.
let library: [SwiftSetting] = [.unsafeFlags(["-parse-as-library"])]

let package = Package(
  name: "selvedge-fuzz",
  dependencies: [.package(name: "selvedge", path: "..")],
  targets: [
    .executableTarget(
      name: "Decoders",
      dependencies: [
        .product(name: "OverlayCore", package: "selvedge"),
        .product(name: "OverlaySecurity", package: "selvedge"),
      ],
      swiftSettings: library),
    .executableTarget(
      name: "HostileMember",
      dependencies: [.product(name: "OverlayCore", package: "selvedge")],
      swiftSettings: library),
  ],
  swiftLanguageModes: [.v6]
)
