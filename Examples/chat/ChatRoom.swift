import Selvedge

/// One participant's end of a chat: what it says goes to every other member that can be reached.
final class ChatRoom: Sendable {
  /// The port that all participants use.
  static let port: UInt16 = 4_242
  /// Bytes of a line; more than a terminal is wide, and every way carries it whole.
  static let lineBytesMax = 1_000

  private let node: SelvedgeNode
  private let conduit: Conduit

  /// Somebody said something.
  struct Line: Hashable, Sendable {
    var speaker: String
    var text: String
  }

  init(_ node: SelvedgeNode) throws {
    self.node = node
    conduit = try node.open(port: Self.port)
  }

  /// Says a line to all; returns how many it left for.
  @discardableResult
  func say(_ text: String) async throws -> Int {
    // Words matter and are few: sent twice, over different first hops.
    let bytes = Array(text.utf8.prefix(Self.lineBytesMax))
    var count = 0
    for member in try await node.members where !member.isSelf && member.isReachable {
      do {
        try await conduit.send(bytes, to: .node(member.id), class: .redundant)
        count += 1
      } catch SelvedgeError.stopped {
        throw SelvedgeError.stopped
      } catch {
        // It has just gone; the others shall hear all the same.
        continue
      }
    }
    return count
  }

  /// The next line that somebody says; nil when the chat is over.
  func hear() async -> Line? {
    for await datagram in conduit.datagrams {
      guard let text = String(validating: datagram.payload, as: UTF8.self) else { continue }
      let members = (try? await node.members) ?? []
      let name = members.first { $0.id == datagram.source }?.name ?? datagram.source.short
      return Line(speaker: name, text: Self.printable(text))
    }
    return nil
  }

  /// Without what would command a terminal.
  private static func printable(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.filter { !$0.properties.isControl }))
  }
}

extension Unicode.Scalar.Properties {
  fileprivate var isControl: Bool { generalCategory == .control || generalCategory == .format }
}
