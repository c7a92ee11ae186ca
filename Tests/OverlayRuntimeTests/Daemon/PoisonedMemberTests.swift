import Foundation
import OverlayCore
import OverlayRuntime
import OverlaySecurity
import Testing

/// A member with genuine keys, or a state file that was poisoned by one, says of another that it is
/// elsewhere, newer than it is, and gone.
@Suite("A member that is spoken ill of", .serialized)
struct PoisonedMemberTests {
  private let network: TestNetwork

  init() throws {
    network = try TestNetwork()
  }

  private func frame(_ record: MemberRecord) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: Limits.controlFrameBytesMax)
    var span = bytes.mutableSpan
    let length = record.write(to: &span, at: 0)
    return Array(bytes[..<length])
  }

  /// A summary of one entry, as it stands on the wire.
  private func summary(_ node: NodeID, incarnation: UInt64, hasDeparted: Bool) -> [UInt8] {
    func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
      stride(from: value.bitWidth - 8, through: 0, by: -8).map {
        UInt8(truncatingIfNeeded: value >> $0)
      }
    }
    let id = bytes(node.value)
    let entry = id + bytes(incarnation) + bytes(UInt32(9)) + [hasDeparted ? 1 : 0]
    return [5] + id + id + [1] + entry
  }

  @Test("comes back, over its restarts as well")
  func poisoned() throws {
    let alpha = try network.found("alpha")
    var beta: RunningDaemon? = try network.join("beta", at: alpha)
    try TestNetwork.wait { try alpha.connected() == ["beta"] }
    try network.enrol("mallory", with: network.invite("mallory", at: alpha))
    let mallory = try HostileMember(
      network.state("mallory"), listen: network.listen("mallory"))
    let told = try network.state("alpha").loadNode().credential.node
    let stored = try network.state("beta").loadNode().credential
    let (victim, credential) = (stored.node, stored.encoded)
    try mallory.wait { mallory.link(to: told) != nil && mallory.link(to: victim) != nil }

    beta?.stop()
    beta = nil
    for incarnation in [2, 1 << 41, Limits.incarnationMax, .max] {
      let forged = MemberRecord(
        node: victim, incarnation: incarnation, sequence: 1,
        endpoints: [UnderlayAddress(ipv4: 0x7f00_0001, port: 9)], credential: credential,
        signature: [UInt8](repeating: 7, count: Limits.signatureBytes))
      let link = try #require(mallory.link(to: told))
      try mallory.send(frame: frame(forged), on: link)
      try mallory.send(frame: frame(forged.departing), on: link)
      for hasDeparted in [false, true] {
        try mallory.send(
          frame: summary(victim, incarnation: incarnation, hasDeparted: hasDeparted), on: link)
      }
      mallory.run(for: .milliseconds(100))
    }
    for _ in 0..<2 {
      beta = try network.start("beta")
      try mallory.wait {
        let peers = try alpha.connected()
        return try peers.contains("beta") && beta?.connected().contains("alpha") == true
      }
      beta?.stop()
      beta = nil
    }
  }

  @Test("is found again by a node whose `members` file of an earlier version was poisoned")
  func poisonedFile() throws {
    var alpha: RunningDaemon? = try network.found("alpha")
    var beta: RunningDaemon? = try network.join("beta", at: try #require(alpha))
    try TestNetwork.wait { try alpha?.connected() == ["beta"] }
    let credential = try network.state("beta").loadNode().credential
    // Whoever leaves first is forgotten by the other, which is alpha here.
    beta?.stop()
    beta = nil
    alpha?.stop()
    alpha = nil

    // Version 1, in which nobody had signed anything.
    let poisoned = MemberRecord(
      node: credential.node, incarnation: Limits.incarnationMax, sequence: 3,
      endpoints: [UnderlayAddress(ipv4: 0x7f00_0001, port: 9)], credential: credential.encoded)
    let state = network.state("alpha")
    try state.write(MembersFileTests.version1([poisoned]), to: .members)
    alpha = try network.start("alpha")
    beta = try network.start("beta")
    try TestNetwork.wait { try alpha?.connected() == ["beta"] }
    try TestNetwork.wait { try beta?.connected() == ["alpha"] }
    alpha?.stop()
    alpha = nil
    let healed = try state.loadNode().members
    #expect(healed.map(\.node) == [credential.node])
    #expect(healed.allSatisfy { !$0.signature.isEmpty && $0.incarnation < 100 })
  }
}
