import Foundation
import Testing

extension NamespaceSuite {
  /// Programs that know nothing of Selvedge, over the addresses of its device.
  @Suite("examples over a network device")
  struct ExampleTests {
    /// Built by `scripts/examples`, as a package of its own.
    private var echo: String {
      URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Examples/nio-echo/.build/release/nio-echo")
        .path()
    }

    @Test("SwiftNIO's TCP goes over both protocols, and around a cut path")
    func swiftNIO() throws {
      try #require(
        FileManager.default.isExecutableFile(atPath: echo), "build it with scripts/examples")
      let lab = try NamespaceLab(["alpha": 1, "beta": 1, "gamma": 1])
      let overlay = try TestOverlay(on: lab)
      for address in [try overlay.ipv4(of: "beta"), try overlay.ipv6(of: "beta")] {
        let server = try lab.start(on: "beta", [echo, "serve", address, "7777"])
        defer { server.stop() }
        let ask = [echo, "send", address, "7777", "is it there?"]
        try Waiting.until("it answers at \(address)") {
          try lab.attempt(on: "alpha", ask).output == "is it there?\n"
        }
        try lab.setFault(.cut, between: "alpha", and: "beta")
        #expect(try lab.run(on: "alpha", ask) == "is it there?\n")
        try lab.setFault(nil, between: "alpha", and: "beta")
      }
    }
  }
}
