import Foundation
import Glibc
import OverlayCore
import OverlayRuntime
import OverlaySecurity
import Testing

@Suite("joining across versions")
struct EnrolmentVersionTests {
  /// A UDP socket on the loopback that answers the first datagram, once.
  private struct Inviter: Sendable {
    let descriptor: Int32
    let address: UnderlayAddress

    init() throws {
      descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
      var local = sockaddr_in()
      local.sin_family = sa_family_t(AF_INET)
      local.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
      var length = socklen_t(MemoryLayout<sockaddr_in>.size)
      let descriptor = descriptor
      let isBound = withUnsafeMutablePointer(to: &local) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
        }
      }
      try #require(isBound)
      address = UnderlayAddress(ipv4: 0x7f00_0001, port: UInt16(bigEndian: local.sin_port))
      // So that a test whose client says nothing ends.
      var patience = timeval(tv_sec: 10, tv_usec: 0)
      setsockopt(
        descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    }

    func answer(_ reply: @escaping @Sendable ([UInt8]) -> [UInt8]?) {
      Thread.detachNewThread { [descriptor] in
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 2_048)
        var source = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &source) { pointer in
          pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            let count = recvfrom(descriptor, &buffer, buffer.count, 0, $0, &length)
            guard count > 0, let bytes = reply(Array(buffer[..<count])) else { return }
            _ = sendto(descriptor, bytes, bytes.count, 0, $0, length)
          }
        }
      }
    }
  }

  private func outcome(of inviter: ProtocolVersions) throws -> EnrolmentFailure? {
    let socket = try Inviter()
    var entropy = Entropy.system()
    let (key, newcomer) = (StaticKey(entropy: &entropy), StaticKey(entropy: &entropy))
    var authority = try NetworkAuthority(
      addresses: try #require(AddressPrefix("10.99.0.0/24")), entropy: &entropy)
    let now = UInt64(Date().timeIntervalSince1970)
    let invitation = try authority.invite(
      name: "beta", expires: now + 60, now: now, inviter: key.publicKey,
      endpoints: [socket.address], entropy: &entropy)
    let authenticator = MessageAuthenticator(
      presharedKey: authority.presharedKey, receiver: key.publicKey)
    socket.answer { message in
      guard authenticator.admits(message.span),
        let frame = try? InitiationFrame(decoding: message.span),
        let mac1 = MessageAuthenticator.mac1(of: message.span)
      else { return nil }
      return VersionReplyFrame.encode(
        front: HandshakeFront(.versionReply, versions: inviter), receiver: frame.sender,
        answering: mac1, authenticator: authenticator)
    }
    var client = EnrolmentClient(
      invitation: invitation, identity: newcomer, advertised: [], report: { _ in })
    do throws(EnrolmentFailure) {
      _ = try client.enrol()
      return nil
    } catch {
      return error
    }
  }

  @Test("a newcomer is told which versions there are, and which side to update")
  func mismatch() throws {
    let newer = try #require(ProtocolVersions(lowest: 3, highest: 4))
    let failure = try outcome(of: newer)
    #expect(failure == .versions(VersionMismatch(theirs: newer)))
    #expect(
      failure?.problem
        == "this selvedge speaks version 2 of the protocol, the network's node version 3 to 4")
    #expect(failure?.remedy.contains("Update selvedge on this host") == true)
    let older = try outcome(of: .first)
    #expect(older?.remedy.contains("Update selvedge on the inviting node") == true)
  }
}
