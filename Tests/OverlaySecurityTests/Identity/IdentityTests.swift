import Crypto
import Foundation
import OverlayCore
import Testing

@testable import OverlaySecurity

@Suite("Identity")
struct IdentityTests {
  @Test("a node's identifier is the first sixteen bytes of its key's SHA-256")
  func nodeID() {
    var entropy = Entropy.seeded(1)
    let key = StaticKey(entropy: &entropy)
    let digest = Array(SHA256.hash(data: key.publicKey))
    #expect(NodeID(publicKey: key.publicKey).description == Hex.encode(Array(digest.prefix(16))))
    #expect(key.node == NodeID(publicKey: key.publicKey))
  }

  @Test("a stored key gives the same public key again, and only 32 bytes are a key")
  func storedKey() throws {
    var entropy = Entropy.system()
    let key = StaticKey(entropy: &entropy)
    #expect(try StaticKey(rawRepresentation: key.rawRepresentation).publicKey == key.publicKey)
    for length in [0, 31, 33, 64] {
      #expect(throws: KeyError.wrongLength) {
        try StaticKey(rawRepresentation: [UInt8](repeating: 1, count: length))
      }
      #expect(throws: KeyError.wrongLength) {
        try key.secret(with: [UInt8](repeating: 1, count: length))
      }
    }
  }

  @Test("X25519 agrees with RFC 8037, appendix A.6")
  func publishedAgreement() throws {
    func bytes(_ text: String) throws -> [UInt8] { try #require(Hex.decode(text)) }
    let key = try StaticKey(
      rawRepresentation: bytes("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a"))
    let other = try bytes("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f")
    let secret = try key.secret(with: other).bytes
    #expect(
      Hex.encode(secret) == "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742")
  }

  @Test("a static key gives one signing key, which HKDF and Ed25519 elsewhere give as well")
  func signingKey() throws {
    func bytes(_ text: String) throws -> [UInt8] { try #require(Hex.decode(text)) }
    let secret = try bytes("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a")
    let key = try StaticKey(rawRepresentation: secret)
    #expect(
      Hex.encode(key.publicKeys.signing)
        == "1a948a51be1e3fed42b84de1907d14ecb4d81f540c8f206ef2d757ac1ad3b914")
    #expect(key.publicKeys.agreement == key.publicKey)
    let message: [UInt8] = [1, 2, 3]
    let signature = key.signing.sign(message)
    #expect(signature.count == SecurityLimits.signatureBytes)
    let signer = key.publicKeys.signing
    #expect(NodeSigningKey.verify(signature, over: message, by: signer))
    #expect(!NodeSigningKey.verify(signature, over: [1, 2], by: signer))
    #expect(!NodeSigningKey.verify(signature, over: message, by: key.publicKey))
    #expect(!NodeSigningKey.verify(signature, over: message, by: [1, 2]))
    #expect(!NodeSigningKey.verify([], over: message, by: signer))
  }

  @Test("two nodes compute the same secret, and no third one does")
  func agreement() throws {
    var entropy = Entropy.seeded(2)
    let one = StaticKey(entropy: &entropy)
    let other = StaticKey(entropy: &entropy)
    let third = StaticKey(entropy: &entropy)
    let secret = try one.secret(with: other.publicKey).bytes
    #expect(try other.secret(with: one.publicKey).bytes == secret)
    #expect(try third.secret(with: one.publicKey).bytes != secret)
  }

  @Test("entropy gives as many bytes as asked for, and a seed gives the same ones again")
  func entropy() {
    for count in 0..<70 {
      var one = Entropy.seeded(5)
      var other = Entropy.seeded(5)
      var system = Entropy.system()
      #expect(one.bytes(count) == other.bytes(count))
      #expect(system.bytes(count).count == count)
    }
    var system = Entropy.system()
    #expect(system.bytes(32) != system.bytes(32))
  }

  @Test("base64url agrees with RFC 4648 and accepts one spelling only")
  func base64URL() {
    let cases = [
      ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"),
      ("fooba", "Zm9vYmE"), ("foobar", "Zm9vYmFy"),
    ]
    for (plain, text) in cases {
      #expect(Base64URL.encode(Array(plain.utf8)) == text)
      #expect(Base64URL.decode(text) == Array(plain.utf8))
    }
    #expect(Base64URL.encode([0xfb, 0xff]) == "-_8")
    for text in ["Z", "Zh", "Zm9", "Zg==", "Zm9v ", "Zm+v", "Zm/v", "Zm9vY", "ä"] {
      #expect(Base64URL.decode(text) == nil, "\(text)")
    }
  }

  @Test("base64url agrees with Foundation's base64 for random bytes")
  func base64Oracle() {
    var entropy = Entropy.seeded(6)
    for count in 0..<200 {
      let bytes = entropy.bytes(count)
      let text = Base64URL.encode(bytes)
      let expected = Data(bytes).base64EncodedString().replacingOccurrences(of: "+", with: "-")
        .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
      #expect(text == expected)
      #expect(Base64URL.decode(text) == bytes)
    }
  }

  @Test("a network's identifier comes back from its text")
  func networkID() throws {
    var entropy = Entropy.seeded(7)
    let id = try #require(NetworkID(publicKey: entropy.bytes(32)))
    #expect(NetworkID(id.description) == id)
    #expect(id.description.count == 43)
    #expect(NetworkID("abc") == nil)
    #expect(NetworkID(publicKey: [1]) == nil)
    let stored = try JSONEncoder().encode([id])
    #expect(try JSONDecoder().decode([NetworkID].self, from: stored) == [id])
  }

  @Test("prefixes print as they are written and refuse what is no prefix")
  func prefixes() throws {
    for text in ["10.0.0.0/8", "0.0.0.0/0", "192.0.2.7/32", "2001:db8::/32", "::/0", "::1/128"] {
      let prefix = try #require(AddressPrefix(text))
      #expect(prefix.description == text)
    }
    for text in [
      "10.0.0.1/8", "10.0.0.0/33", "10.0.0.0", "10.0.0.0/", "10.0.0.0/+8", "::1/64", "::/129", "/8",
      "1.0.0.0/0",
    ] {
      #expect(AddressPrefix(text) == nil, "\(text)")
    }
    let prefix = try #require(AddressPrefix("10.1.0.0/16"))
    #expect(prefix.contains(0x0a01_ffff))
    #expect(!prefix.contains(0x0a02_0000))
    #expect(!prefix.contains(0x1_0a01_0000))
    #expect(try #require(AddressPrefix("0.0.0.0/0")).contains(0xffff_ffff))
    #expect(try #require(AddressPrefix("::/0")).contains(.max))
  }
}
