import Foundation
import Testing

/// One entry of the `cacophony` test vectors for Noise implementations.
struct NoiseVector: Decodable {
  struct Message: Decodable {
    var payload: String
    var ciphertext: String
  }

  private struct File: Decodable {
    var vectors: [NoiseVector]
  }

  var protocolName: String
  var initPrologue: String
  var initPsks: [String]?
  var initStatic: String?
  var initEphemeral: String
  var initRemoteStatic: String?
  var respStatic: String?
  var respEphemeral: String?
  var handshakeHash: String
  var messages: [Message]

  /// The vector of our protocol, from `$SELVEDGE_VECTORS` (a folder) or `../shared/vectors`.
  static func load(protocolName: String) throws -> NoiseVector {
    let package = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let folder =
      ProcessInfo.processInfo.environment["SELVEDGE_VECTORS"].map { URL(filePath: $0) }
      ?? package.deletingLastPathComponent().appending(path: "shared/vectors")
    let file = folder.appending(path: "noise_25519_cacophony.json")
    guard let data = FileManager.default.contents(atPath: file.path) else {
      throw MissingVectors(path: file.path)
    }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let vectors = try decoder.decode(File.self, from: data).vectors
    return try #require(vectors.first { $0.protocolName == protocolName })
  }
}

/// The vectors are not where they should be.
struct MissingVectors: Error, CustomStringConvertible {
  var path: String

  var description: String {
    "no Noise vectors at \(path); set SELVEDGE_VECTORS to the folder that holds them"
  }
}
