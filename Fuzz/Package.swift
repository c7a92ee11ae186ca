// swift-tools-version: 6.2
import PackageDescription

// libFuzzer brings its own main function, and everything below it is built with coverage counters:
// hence a package of its own, which `make fuzz` builds. What is fuzzed, Sources/Fuzz/Targets, is a
// link into Tests/FuzzTests, because `make test` runs the same targets over the corpus.
let package = Package(
  name: "selvedge-fuzz",
  dependencies: [.package(name: "selvedge", path: "..")],
  targets: [
    .executableTarget(
      name: "Fuzz",
      dependencies: [
        .product(name: "OverlayCore", package: "selvedge"),
        .product(name: "OverlaySecurity", package: "selvedge"),
        .product(name: "OverlayRuntime", package: "selvedge"),
      ],
      swiftSettings: [.unsafeFlags(["-parse-as-library"])])
  ],
  swiftLanguageModes: [.v6]
)
