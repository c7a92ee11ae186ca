import Foundation
import OverlayCore
import Testing

@testable import OverlaySecurity

@Suite("Revocation")
struct RevocationTests {
  @Test("a revocation voids the credential it was made for and no other node's")
  func covers() throws {
    var network = try TestNetwork()
    let out = try network.member("out")
    let stays = try network.member("stays")
    let revocation = try network.authority.revoke(out.node, now: network.now)
    var list = RevocationList()
    #expect(!list.covers(out))
    #expect(try list.insert(revocation, network: network.authority.network))
    #expect(list.covers(out))
    #expect(!list.covers(stays))
    #expect(network.authority.member(named: "out") == nil)
  }

  @Test("hearing a revocation again, or an older one, changes nothing")
  func repeated() throws {
    var network = try TestNetwork()
    let id = network.authority.network
    let key = network.key().publicKeys
    let first = try network.authority.issue(name: "node", keys: key, now: network.now)
    let older = try network.authority.revoke(first.node, now: network.now)
    #expect(try network.authority.revoke(first.node, now: network.now + 5) == older)
    let second = try network.authority.issue(name: "node", keys: key, now: network.now)
    let newer = try network.authority.revoke(first.node, now: network.now + 9)
    var list = RevocationList()
    #expect(try list.insert(older, network: id))
    #expect(!list.covers(second))
    #expect(try list.insert(newer, network: id))
    #expect(try !list.insert(newer, network: id))
    #expect(try !list.insert(older, network: id))
    #expect(list.all == [newer])
    #expect(list.covers(second))
  }

  @Test("a revocation survives the wire and storage, and any bit changed is refused")
  func wire() throws {
    var network = try TestNetwork()
    let credential = try network.member("node")
    let revocation = try network.authority.revoke(credential.node, now: network.now)
    let encoded = revocation.encoded
    #expect(encoded.count == Revocation.byteCount)
    #expect(try Revocation(decoding: encoded) == revocation)
    let stored = try JSONEncoder().encode(revocation)
    #expect(try JSONDecoder().decode(Revocation.self, from: stored) == revocation)
    for bit in 0..<(encoded.count * 8) {
      var changed = encoded
      changed[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(throws: (any Error).self, "bit \(bit)") {
        try Revocation(decoding: changed).verify(network: network.authority.network)
      }
    }
    for length in 0..<encoded.count {
      #expect(throws: DecodeError.truncated) {
        try Revocation(decoding: Array(encoded.prefix(length)))
      }
    }
  }

  @Test("the digest of a range is that of a list with its entries alone, in whatever order")
  func digests() {
    var random = SeededRandom(seed: 7)
    func node(_ number: UInt64) -> NodeID { NodeID(UInt128(number) << 96) }
    func entry(_ number: UInt64, _ serial: UInt32) -> Revocation {
      Revocation(node: node(number), serial: serial, revokedAt: 1, signature: [])
    }
    let whole = node(0)...NodeID(.max)
    var list = RevocationList()
    var latest: [UInt64: UInt32] = [:]
    for _ in 0..<200 {
      let (number, serial) = (random.next() % 64, UInt32(random.next() % 9))
      list.take(entry(number, serial))
      latest[number] = max(latest[number] ?? 0, serial)
    }
    for _ in 0..<200 {
      let bounds = [random.next() % 64, random.next() % 64].sorted()
      let range = bounds[0]...bounds[1]
      let numbers = latest.keys.filter(range.contains).shuffled(using: &random)
      var alone = RevocationList()
      for number in numbers { alone.take(entry(number, latest[number] ?? 0)) }
      let (found, expected) = (
        list.digest(of: node(bounds[0])...node(bounds[1])), alone.digest(of: whole)
      )
      #expect(found.count == expected.count && found.value == expected.value)
    }
  }

  @Test("another network's revocation is not taken")
  func foreign() throws {
    var network = try TestNetwork()
    let other = try TestNetwork(seed: 2)
    let credential = try network.member("node")
    let revocation = try network.authority.revoke(credential.node, now: network.now)
    var list = RevocationList()
    #expect(throws: CredentialError.badSignature) {
      try list.insert(revocation, network: other.authority.network)
    }
    #expect(list.count == 0)
  }
}
