// swift-tools-version: 6.1
import PackageDescription

// A package of its own, so that nobody who builds Selvedge downloads the benchmark harness.
// README.md says how to run it and how to add a benchmark.

/// A folder of Benchmarks/ with the products of Selvedge that it measures.
func benchmarks(_ name: String, measuring products: [Target.Dependency]) -> Target {
  .executableTarget(
    name: name,
    dependencies: products + [
      "BenchmarkHarness",
      .product(name: "Benchmark", package: "benchmark"),
    ],
    path: "Benchmarks/\(name)",
    plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")])
}

let package = Package(
  name: "selvedge-benchmarks",
  dependencies: [
    .package(name: "selvedge", path: ".."),
    // Its own malloc and reference count interposers stay off: the counts read zero on some
    // machines. CAllocationCounter counts instead.
    .package(url: "https://github.com/ordo-one/benchmark", exact: "1.38.1", traits: []),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
  ],
  targets: [
    .target(name: "CAllocationCounter"),
    // What the machine can do at best: the same system calls, the same cipher, and nothing else.
    .executableTarget(
      name: "bound",
      dependencies: [
        .product(name: "OverlayRuntime", package: "selvedge"),
        .product(name: "OverlaySecurity", package: "selvedge"),
        .product(name: "OverlayCore", package: "selvedge"),
      ]),
    .target(
      name: "BenchmarkHarness",
      dependencies: ["CAllocationCounter", .product(name: "Benchmark", package: "benchmark")]),
    benchmarks(
      "Security",
      measuring: [
        .product(name: "OverlaySecurity", package: "selvedge"),
        .product(name: "OverlayCore", package: "selvedge"),
        .product(name: "Crypto", package: "swift-crypto"),
      ]),
    benchmarks(
      "Simulator",
      measuring: [
        .product(name: "OverlaySimulator", package: "selvedge"),
        .product(name: "OverlayCore", package: "selvedge"),
      ]),
    benchmarks(
      "PacketPath",
      measuring: [
        .product(name: "OverlaySecurity", package: "selvedge"),
        .product(name: "OverlayCore", package: "selvedge"),
      ]),
  ]
)
