import OverlayCore
import Testing

@testable import OverlayRuntime

@Suite("questions for names, and their answers")
struct NameMessageTests {
  private let question = NameQuestion(
    identifier: 0x1234, labels: ["beta", "selvedge"], kind: .a)

  @Test("a question as dig sends it is understood")
  func dig() throws {
    // `dig Beta.selvedge AAAA`: recursion wanted, and EDNS behind the question.
    let bytes: [UInt8] =
      [0x12, 0x34, 0x01, 0x20, 0, 1, 0, 0, 0, 0, 0, 1] + [4] + Array("Beta".utf8) + [8]
      + Array("selvedge".utf8) + [0, 0, 28, 0, 1, 0, 0, 41, 0x10, 0, 0, 0, 0, 0, 0, 0]
    let read = try NameQuestion(bytes.span)
    #expect(read.labels == ["beta", "selvedge"])
    #expect(read.kind == .aaaa)
    #expect(read.wantsRecursion)
  }

  @Test("what is no question is refused")
  func refused() {
    func fails(_ change: (inout [UInt8]) -> Void) -> Bool {
      var bytes = question.encoded
      change(&bytes)
      return (try? NameQuestion(bytes.span)) == nil
    }
    #expect(!fails { _ in })
    #expect(fails { $0[2] |= 0x80 })
    #expect(fails { $0[2] |= 0x08 })
    #expect(fails { $0[5] = 2 })
    #expect(fails { $0[5] = 0 })
    #expect(fails { $0[12] = 0xc0 })
    #expect(fails { $0[12] = 64 })
    #expect(fails { $0[13] = 0 })
    #expect(fails { $0.removeLast() })
    #expect(fails { $0 = [] })
    let long = NameQuestion(
      identifier: 1, labels: Array(repeating: String(repeating: "a", count: 63), count: 4),
      kind: .a)
    #expect(throws: DecodeError.tooLong) { try NameQuestion(long.encoded.span) }
  }

  @Test("answers read as they were meant")
  func answers() throws {
    let bytes = NameAnswer(code: .found, records: [.ipv4(0x0a63_0002)]).encoded(to: question)
    let message = try #require(NameMessage(bytes))
    #expect(message.identifier == 0x1234)
    #expect(message.flags & 0x8400 == 0x8400)
    #expect(message.code == 0)
    #expect(message.question == "beta.selvedge")
    #expect(message.answers.map(\.name) == ["beta.selvedge"])
    #expect(message.answers.map(\.kind) == [1])
    #expect(message.answers.map(\.data) == [[10, 99, 0, 2]])
    let missing = try #require(
      NameMessage(
        NameAnswer(code: .noSuchName, authority: ["selvedge"]).encoded(to: question)))
    #expect(missing.code == 3)
    #expect(missing.authorities.map(\.kind) == [6])
    #expect(missing.authorities.map(\.name) == ["selvedge"])
  }

  @Test("names mean what they say")
  func targets() {
    func target(_ name: String) -> NameTarget {
      NameTarget(name.split(separator: ".").map(String.init), domain: ["vpn", "example"])
    }
    #expect(target("beta.vpn.example") == .node("beta"))
    #expect(target("vpn.example") == .domain)
    #expect(target("a.b.vpn.example") == .nobody)
    #expect(target("_x.vpn.example") == .nobody)
    #expect(target("beta.example") == .elsewhere)
    #expect(target("") == .elsewhere)
    #expect(target("2.0.99.10.in-addr.arpa") == .ipv4(0x0a63_0002))
    #expect(target("99.10.in-addr.arpa") == .elsewhere)
    let digits = "1.0.0.0." + String(repeating: "0.", count: 24) + "0.0.d.f.ip6.arpa"
    #expect(target(digits) == .ipv6(UInt128(0xfd) << 120 | 1))
    #expect(target("+" + digits.dropFirst()) == .elsewhere)
  }
}
