import OverlayCore
import OverlaySecurity
import Testing

@Suite("Directory keys")
struct DirectoryKeyTests {
  @Test("a key is the first sixteen bytes of a SHA-256 under the label of its kind")
  func published() {
    // From another implementation: sha256("selvedge key <label>" 00 <bytes>), for an application's
    // key twice, first over what it is called and then over the kind and that.
    #expect(
      DirectoryKey(hashing: Array("key".utf8)).description == "c887a85f3d31d240747d1fb53210fb6b")
    let other = DirectorySubject(hashing: Array("key".utf8)).key(of: DirectoryKind(rawValue: 9))
    #expect(other.description == "fb1737bd324d931b38537277476a9bf2")
    #expect(DirectoryKey(name: "alpha").description == "e10108304bc116a8b5de5b64f4ad6a7b")
    #expect(
      DirectoryKey(overlayIPv4: 0x0a4d_0001).description == "3cbeedca7165f7b959ceb052f4aa28dc")
  }

  @Test("the same bytes as a name, an address and an application's key are three keys")
  func labels() {
    let bytes: [UInt8] = [97, 98, 99, 100]
    let keys = [
      DirectoryKey(hashing: bytes), DirectoryKey(name: "abcd"),
      DirectoryKey(overlayIPv4: 0x6162_6364), DirectoryKey(overlayIPv6: 0x6162_6364),
      DirectoryKey(NodeID(0x6162_6364)),
    ]
    #expect(Set(keys).count == keys.count)
  }

  @Test("a static public key comes back from the core's form")
  func nodeKey() throws {
    var entropy = Entropy.seeded(4)
    let bytes = entropy.bytes(32)
    let key = try #require(NodeKey(publicKey: bytes))
    #expect(key.publicKey == bytes)
    #expect(NodeKey(publicKey: Array(bytes.dropLast())) == nil)
    #expect(NodeKey(publicKey: bytes + [0]) == nil)
  }
}
