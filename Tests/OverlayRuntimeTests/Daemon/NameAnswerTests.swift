import Foundation
import OverlayCore
import Testing

@testable import OverlayRuntime

@Suite("a daemon answers for names")
struct NameAnswerTests {
  private func exchange(_ bytes: [UInt8], port: UInt16, isStream: Bool) throws -> [UInt8] {
    let kind = Int32(isStream ? SOCK_STREAM.rawValue : SOCK_DGRAM.rawValue)
    let descriptor = socket(AF_INET, kind, 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    #expect(connected == 0)
    let framed = isStream ? [UInt8(bytes.count >> 8), UInt8(bytes.count & 255)] + bytes : bytes
    #expect(send(descriptor, framed, framed.count, 0) == framed.count)
    var readable = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    #expect(poll(&readable, 1, 10_000) == 1)
    var answer = [UInt8](repeating: 0, count: 1_024)
    let count = recv(descriptor, &answer, answer.count, 0)
    return Array(answer[..<max(0, count)].dropFirst(isStream ? 2 : 0))
  }

  @Test("by datagram and by connection, for members and for nobody else")
  func answers() throws {
    let network = try TestNetwork()
    let port = try TestNetwork.freePort()
    let alpha = try network.found("alpha") {
      $0.names.listen = [UnderlayAddress(ipv4: 0x7f00_0001, port: port)]
    }
    let beta = try network.join("beta", at: alpha)
    try TestNetwork.wait { try alpha.connected() == ["beta"] }
    for isStream in [false, true] {
      func ask(_ name: String, _ kind: NameQuestion.Kind) throws -> NameMessage {
        let question = NameQuestion(
          identifier: 77, labels: name.split(separator: ".").map(String.init), kind: kind)
        return try #require(
          NameMessage(exchange(question.encoded, port: port, isStream: isStream)))
      }
      #expect(try ask("beta.selvedge", .a).answers.map(\.data) == [[10, 99, 0, 2]])
      #expect(try ask("BETA.Selvedge", .aaaa).answers.map(\.data.count) == [16])
      #expect(
        try ask("2.0.99.10.in-addr.arpa", .ptr).answers.map(\.data)
          == [NameAnswer.name(["beta", "selvedge"])])
      let other = try ask("beta.selvedge", NameQuestion.Kind(rawValue: 15))
      #expect(other.code == 0)
      #expect(other.answers.isEmpty)
      #expect(try ask("gamma.selvedge", .a).code == 3)
      #expect(try ask("9.0.99.10.in-addr.arpa", .ptr).code == 3)
      #expect(try ask("www.example.org", .a).code == 5)
      #expect(try ask("1.1.168.192.in-addr.arpa", .ptr).code == 5)
      let garbage = try exchange(Array(repeating: 1, count: 40), port: port, isStream: isStream)
      #expect(garbage.count >= 12)
    }
    let answer = try alpha.ask(.resolve(name: "beta.selvedge"))
    guard case .resolution(let report)? = answer.first else {
      Issue.record("no resolution: \(answer)")
      return
    }
    #expect(report.ipv4 == "10.99.0.2")
    beta.stop()
  }

  @Test("prefixes need the network device")
  func noDevice() throws {
    let network = try TestNetwork()
    let error = #expect(throws: DaemonError.self) {
      try network.found("alpha") { $0.edge.accept = .all }
    }
    #expect(error == .edge(.noDevice))
  }
}
