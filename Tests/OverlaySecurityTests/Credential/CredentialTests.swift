import Foundation
import OverlayCore
import Testing

@testable import OverlaySecurity

@Suite("Credential")
struct CredentialTests {
  @Test("a credential survives the wire with every field")
  func roundTrip() throws {
    var network = try TestNetwork()
    let prefixes = try (0..<SecurityLimits.prefixesMax).map { index in
      try #require(
        AddressPrefix(index.isMultiple(of: 2) ? "10.\(index).0.0/16" : "2001:db8:\(index)::/48"))
    }
    let credential = try network.authority.issue(
      name: String(repeating: "x", count: 63), keys: network.key().publicKeys,
      roles: [.relay, .authority], prefixes: prefixes, now: network.now)
    let encoded = credential.encoded
    #expect(encoded.count <= SecurityLimits.credentialBytesMax)
    let decoded = try Credential(decoding: encoded)
    #expect(decoded == credential)
    #expect(decoded.encoded == encoded)
    try decoded.verify(network: network.authority.network, at: network.now)
    let stored = try JSONEncoder().encode(credential)
    #expect(try JSONDecoder().decode(Credential.self, from: stored) == credential)
  }

  @Test("a credential is valid from its issue to its expiry, and a day more either way")
  func validity() throws {
    var network = try TestNetwork(lifetimeSeconds: 1_000)
    let credential = try network.member("node")
    let id = network.authority.network
    let start = network.now - Credential.clockToleranceSeconds
    try credential.verify(network: id, at: start)
    let end = network.now + 1_000 + Credential.clockToleranceSeconds
    #expect(Credential.clockToleranceSeconds == 86_400)
    try credential.verify(network: id, at: end - 1)
    #expect(!credential.isExpired(at: end - 1))
    #expect(throws: CredentialError.notYetValid) {
      try credential.verify(network: id, at: start - 1)
    }
    for late in [end, .max] {
      #expect(credential.isExpired(at: late))
      #expect(throws: CredentialError.expired) { try credential.verify(network: id, at: late) }
    }
  }

  @Test("another network's credential is refused")
  func wrongNetwork() throws {
    var network = try TestNetwork()
    let other = try TestNetwork(seed: 2)
    let credential = try network.member("node")
    #expect(throws: CredentialError.wrongNetwork) {
      try credential.verify(network: other.authority.network, at: network.now)
    }
  }

  @Test("a credential with any bit changed is refused")
  func everyBitFlipped() throws {
    var network = try TestNetwork()
    let encoded = try network.member("node").encoded
    for bit in 0..<(encoded.count * 8) {
      var changed = encoded
      changed[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(throws: (any Error).self, "bit \(bit)") {
        let credential = try Credential(decoding: changed)
        try credential.verify(network: network.authority.network, at: network.now)
      }
    }
  }

  @Test("a credential that claims another node's key under a good signature is refused")
  func forged() throws {
    var network = try TestNetwork()
    let genuine = try network.member("node")
    var statement = genuine.statement
    statement.nodeKey = network.key().publicKey
    let forged = Credential(statement, signature: genuine.signature)
    #expect(throws: CredentialError.badSignature) {
      try forged.verify(network: network.authority.network, at: network.now)
    }
    statement = genuine.statement
    statement.signingKey = network.key().publicKeys.signing
    let signer = Credential(statement, signature: genuine.signature)
    #expect(throws: CredentialError.badSignature) {
      try signer.verify(network: network.authority.network, at: network.now)
    }
  }

  @Test("truncated, lengthened and random bytes are refused without a trap")
  func hostile() throws {
    var network = try TestNetwork()
    let encoded = try network.member("node").encoded
    for length in 0..<encoded.count {
      #expect(throws: DecodeError.self) { try Credential(decoding: Array(encoded.prefix(length))) }
    }
    #expect(throws: DecodeError.trailingBytes) { try Credential(decoding: encoded + [0]) }
    var random = SeededRandom(seed: 3)
    for _ in 0..<50_000 {
      // Random behind a genuine front, so that every field is reached.
      var bytes = Array(encoded.prefix(Int(random.next() % UInt64(encoded.count))))
      let extra = Int(random.next() % 200)
      bytes += (0..<extra).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      if let credential = try? Credential(decoding: bytes) {
        #expect(credential.encoded == bytes)
      }
    }
  }
}
