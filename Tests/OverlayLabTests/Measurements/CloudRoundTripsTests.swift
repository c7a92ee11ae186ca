import Foundation
import OverlayCore
import OverlayLab
import OverlaySimulator
import Testing

@Suite("round trips between regions")
struct CloudRoundTripsTests {
  private func read(_ text: String) throws -> CloudRoundTrips {
    try CloudRoundTrips(json: Data(text.utf8))
  }

  @Test("regions are numbered by name, whatever the order in the file")
  func regions() throws {
    let trips = try read(
      #"{"metadata":{"unit":"milliseconds"},"data":{"b":{"a":12.5,"b":1},"a":{"b":11}}}"#)
    #expect(trips.regions == ["a", "b"])
    #expect(trips.matrix.roundTrip(from: 0, to: 1) == .milliseconds(11))
    #expect(trips.matrix.roundTrip(from: 1, to: 0) == .microseconds(12_500))
    #expect(trips.matrix.roundTrip(from: 1, to: 1) == .zero)
  }

  @Test("what is no such file is refused, and says why")
  func refusals() {
    #expect(throws: CloudRoundTripsError.noMatrix(.empty)) { try read(#"{"data":{}}"#) }
    #expect(throws: CloudRoundTripsError.noMatrix(.time(from: 0, to: 0))) {
      try read(#"{"data":{"a":{"a":-1}}}"#)
    }
    #expect(throws: CloudRoundTripsError.self) { try read("not JSON") }
  }

  @Test(
    "the 32 regions are complete",
    .enabled(
      if: ProcessInfo.processInfo.environment["SELVEDGE_DATA"] != nil,
      "set SELVEDGE_DATA to the folder of measured round trips to run this"))
  func complete() throws {
    let folder = try #require(ProcessInfo.processInfo.environment["SELVEDGE_DATA"])
    let file = URL(fileURLWithPath: folder).appending(path: "aws-p50-1y.json")
    let trips = try CloudRoundTrips(json: try Data(contentsOf: file))
    #expect(trips.regions.count == 32)
    #expect(trips.matrix.missingPairs().isEmpty)
  }
}
