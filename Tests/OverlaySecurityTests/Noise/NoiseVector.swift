import Foundation
import Testing

/// One session in the format of the `cacophony` test vectors for Noise implementations.
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

  private static let package = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The vector that Tests/Vectors/noise_ikpsk2.py made from the specification: always there.
  static let ours = package.appending(path: "Tests/Vectors/noise_ikpsk2.json")

  /// The published vectors, which are not ours to copy: in the folder that `SELVEDGE_VECTORS` names
  /// or in `../shared/vectors`; nil when neither is there. A folder without the file is a mistake,
  /// which ``load(protocolName:from:)`` reports.
  static let published: URL? = {
    let beside = package.deletingLastPathComponent().appending(path: "shared/vectors")
    let isBeside = FileManager.default.fileExists(atPath: beside.path)
    let named = ProcessInfo.processInfo.environment["SELVEDGE_VECTORS"].map { URL(filePath: $0) }
    return (named ?? (isBeside ? beside : nil))?.appending(path: "noise_25519_cacophony.json")
  }()

  /// The file's vector of that protocol.
  static func load(protocolName: String, from file: URL) throws -> NoiseVector {
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
