import Foundation
import Testing

extension NamespaceSuite {
  /// Names of nodes, asked for as programs do.
  @Suite("names of nodes")
  struct NameTests {
    private func lookUp(
      _ lab: NamespaceLab, _ name: String, at server: String
    ) throws -> CommandResult {
      try lab.attempt(on: "alpha", ["busybox", "nslookup", name, server])
    }

    @Test("a resolver finds members by name and by address, and nobody else")
    func resolver() throws {
      let lab = try NamespaceLab(["alpha": 1, "beta": 1])
      let overlay = try TestOverlay(on: lab)
      let own = try overlay.ipv4(of: "alpha")
      let beta = try overlay.ipv4(of: "beta")
      let found = try lookUp(lab, "beta.selvedge", at: own)
      #expect(found.status == 0)
      #expect(found.output.contains(beta), "\(found.output)")
      #expect(found.output.contains("fd"), "\(found.output)")
      let reverse = try lookUp(lab, beta, at: own)
      #expect(reverse.output.contains("beta.selvedge"), "\(reverse.output)")
      let missing = try lookUp(lab, "nobody.selvedge", at: own)
      #expect(missing.output.contains("NXDOMAIN"), "\(missing.output)\(missing.errors)")
      let elsewhere = try lookUp(lab, "www.example.org", at: own)
      #expect(elsewhere.output.contains("REFUSED"), "\(elsewhere.output)\(elsewhere.errors)")
      #expect(try overlay.selvedge(on: "alpha", ["resolve", "beta"]).contains(beta))
      #expect(try overlay.selvedge(on: "alpha", ["resolve", beta]).contains("beta.selvedge"))
      #expect(try overlay.attempt(on: "alpha", ["resolve", "nobody"]).status == 1)
    }
  }
}
