internal import Foundation
public import OverlaySimulator

/// A file of measured round trips in one of the forms in which such data is published.
///
/// - Binary slices of 16-bit little-endian times in units of 10 ms, with the number of sites and slices
///   in the file's name, as `…_99x99x688_….bin`: the Seattle data.
/// - Lines of `from,to,average,…` in milliseconds: the WonderNetwork data.
/// - JSON, `{"data": {"region": {"region": milliseconds}}}`: the cloudping data.
///
/// Each may be compressed by gzip, and is recognised by what is in it.
public enum MeasuredFile {
  /// More bytes than any of these has, unpacked.
  static let bytesMax = 256 << 20

  /// Reads a file.
  ///
  /// - Throws: ``MeasuredFileError`` with what to do about it.
  public static func read(_ path: String) throws(MeasuredFileError) -> MeasuredData {
    let name = URL(filePath: path).lastPathComponent
    let bytes = try unpacked(path)
    guard let first = bytes.first(where: { !$0.isBlank }) else { throw .empty(path) }
    if first == UInt8(ascii: "{") {
      do {
        return MeasuredData(
          try CloudRoundTrips(json: Data(bytes)).matrix, kind: .cloud, name: name)
      } catch {
        throw .cloud(path, error)
      }
    }
    do {
      if let shape = shape(in: name) {
        return MeasuredData(
          try RTTMatrix(centisecondSlices: bytes, siteCount: shape), kind: .slices, name: name)
      }
      return MeasuredData(try RTTMatrix(commaSeparated: bytes), kind: .cities, name: name)
    } catch {
      throw .matrix(path, error)
    }
  }

  /// The number of sites that a name tells, as `99x99x688` does; nil when it tells none.
  static func shape(in name: String) -> Int? {
    guard let match = name.firstMatch(of: /([0-9]{1,4})x([0-9]{1,4})x[0-9]{1,6}/),
      match.1 == match.2, let sites = Int(match.1), 1...RTTMatrix.sitesMax ~= sites
    else { return nil }
    return sites
  }

  private static func unpacked(_ path: String) throws(MeasuredFileError) -> [UInt8] {
    let size = (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int
    guard let size, size <= bytesMax, let data = FileManager.default.contents(atPath: path) else {
      throw size.map { $0 > bytesMax } == true ? .tooLong(path) : .unreadable(path)
    }
    guard data.starts(with: [0x1f, 0x8b]) else { return Array(data) }
    return try unzipped(path)
  }

  /// `gzip` is on every Linux, and a library for one file that people unpack anyhow is not worth it.
  private static func unzipped(_ path: String) throws(MeasuredFileError) -> [UInt8] {
    let gzip = Process()
    let output = Pipe()
    gzip.executableURL = URL(filePath: "/usr/bin/env")
    gzip.arguments = ["gzip", "-dc", "--", path]
    gzip.standardInput = FileHandle.nullDevice
    gzip.standardOutput = output
    gzip.standardError = FileHandle.nullDevice
    var bytes: [UInt8] = []
    do {
      try gzip.run()
      while let part = try output.fileHandleForReading.read(upToCount: 1 << 20), !part.isEmpty {
        bytes += part
        guard bytes.count <= bytesMax else {
          gzip.terminate()
          throw MeasuredFileError.tooLong(path)
        }
      }
    } catch let error as MeasuredFileError {
      throw error
    } catch {
      throw .compressed(path)
    }
    gzip.waitUntilExit()
    guard gzip.terminationStatus == 0 else { throw .compressed(path) }
    return bytes
  }
}

extension UInt8 {
  /// Whether it is a space, a tab or the end of a line.
  fileprivate var isBlank: Bool { self == 0x20 || 0x09...0x0d ~= self }
}
