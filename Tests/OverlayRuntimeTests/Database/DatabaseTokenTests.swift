import Foundation
import OverlayRuntime
import Testing

@testable import OverlayRuntime

@Suite("the database's token")
struct DatabaseTokenTests {
  private let temporary: TemporaryDirectory

  init() throws {
    temporary = try TemporaryDirectory()
  }

  private func file(_ text: String, mode: Int = 0o600) throws -> String {
    let path = temporary.path("token")
    try Data(text.utf8).write(to: URL(filePath: path))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    return path
  }

  private func problem(_ path: String) -> String {
    do {
      return "accepted \(try DatabaseToken(file: path).text)"
    } catch {
      return "\(error)"
    }
  }

  @Test("it is what a file holds, without what surrounds it")
  func reading() throws {
    let path = try file("  0123456789abcdef\n\n")
    #expect(try DatabaseToken(file: path).text == "0123456789abcdef")
  }

  @Test("a file that cannot serve is named, with how to make one")
  func refusals() throws {
    #expect(problem("").contains("token-file"))
    #expect(problem(temporary.path("none")).contains("No such file"))
    #expect(problem(temporary.path).contains("not a file"))
    #expect(problem(try file("short")).contains("16 to 512"))
    #expect(problem(try file(String(repeating: "x", count: 513))).contains("openssl rand"))
    #expect(problem(try file("two words, both of them long")).contains("16 to 512"))
    #expect(problem(try file("0123456789abcdef", mode: 0o644)).contains("everybody"))
  }

  @Test("only the whole secret matches")
  func matching() throws {
    let token = try #require(DatabaseToken("0123456789abcdef"))
    #expect(token.matches("0123456789abcdef"))
    for other in [
      "", "0123456789abcde", "0123456789abcdefg", "0123456789abcdeF", "1123456789abcdef",
    ] {
      #expect(!token.matches(other), "\(other)")
    }
  }
}
