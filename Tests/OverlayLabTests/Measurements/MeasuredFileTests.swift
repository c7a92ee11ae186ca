import Foundation
import OverlayCore
import OverlaySimulator
import Testing

@testable import OverlayLab

@Suite("files of measured round trips")
struct MeasuredFileTests {
  /// Writes a file for the time of a test.
  @discardableResult
  private func with<Result>(
    _ bytes: some Sequence<UInt8>, named name: String, _ body: (String) throws -> Result
  ) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: name)
    try Data(bytes).write(to: file)
    return try body(file.path())
  }

  @Test("lines of text are cities")
  func cities() throws {
    let data = try with("# a\n0,1,12.5,1,2,3\n1,0,13\n".utf8, named: "c.csv", MeasuredFile.read)
    #expect(data.kind == .cities && data.name == "c.csv")
    #expect(data.matrix.roundTrip(from: 0, to: 1) == .microseconds(12_500))
  }

  @Test("JSON is a cloud's regions")
  func cloud() throws {
    let data = try with(
      #" {"data":{"a":{"b":7},"b":{"a":9}}}"#.utf8, named: "x", MeasuredFile.read)
    #expect(data.kind == .cloud)
    #expect(data.matrix.roundTrip(from: 0, to: 1) == .milliseconds(7))
  }

  @Test("a name with its shape makes slices")
  func slices() throws {
    let bytes: [UInt8] = [0, 0, 3, 0, 4, 0, 0, 0, 0, 0, 5, 0, 6, 0, 0, 0]
    let data = try with(bytes, named: "homes_2x2x2_rtt.bin", MeasuredFile.read)
    #expect(data.kind == .slices && data.matrix.sliceCount == 2)
    #expect(data.matrix.roundTrip(from: 1, to: 0, slice: 1) == .milliseconds(60))
  }

  @Test("a compressed file is unpacked, and one that is broken is told")
  func compressed() throws {
    // `printf '0,1,5\n1,0,6\n' | gzip -n9`
    let packed: [UInt8] = [
      0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x33, 0xd0, 0x31, 0xd4, 0x31,
      0xe5, 0x32, 0xd4, 0x31, 0xd0, 0x31, 0xe3, 0x02, 0x00, 0xde, 0x5e, 0x71, 0x0a, 0x0c, 0x00,
      0x00, 0x00,
    ]
    let data = try with(packed, named: "c.csv.gz", MeasuredFile.read)
    #expect(data.matrix.roundTrip(from: 1, to: 0) == .milliseconds(6))
    try with(packed.prefix(20), named: "c.csv.gz") { path in
      #expect(throws: MeasuredFileError.compressed(path)) { try MeasuredFile.read(path) }
    }
  }

  @Test("what is no such file is told with a remedy")
  func refusals() throws {
    #expect(throws: MeasuredFileError.unreadable("/no/such")) { try MeasuredFile.read("/no/such") }
    try with("\n \n".utf8, named: "e.csv") { path in
      #expect(throws: MeasuredFileError.empty(path)) { try MeasuredFile.read(path) }
    }
    try with("0,1,x\n".utf8, named: "b.csv") { path in
      let error = #expect(throws: MeasuredFileError.self) { try MeasuredFile.read(path) }
      #expect(error?.problem.contains("line 1") == true)
      #expect(error?.remedy.contains("SITESxSITESxSLICES") == true)
    }
    try with([1, 0, 1], named: "a_3x3x9.bin") { path in
      let error = #expect(throws: MeasuredFileError.self) { try MeasuredFile.read(path) }
      #expect(error?.problem.contains("whole number of slices") == true)
    }
    try with("{\"data\":1}".utf8, named: "b.json") { path in
      #expect(throws: MeasuredFileError.self) { try MeasuredFile.read(path) }
    }
  }

  @Test("only names with two equal numbers and a third tell a shape")
  func shapes() {
    #expect(MeasuredFile.shape(in: "seattle_99x99x688_rtt.bin") == 99)
    #expect(MeasuredFile.shape(in: "1x2x3.bin") == nil)
    #expect(MeasuredFile.shape(in: "0x0x3.bin") == nil)
    #expect(MeasuredFile.shape(in: "9999x9999x3.bin") == nil)
    #expect(MeasuredFile.shape(in: "plain.bin") == nil)
  }
}
