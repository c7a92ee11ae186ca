import OverlayCore
import Testing

@testable import OverlaySimulator

@Suite("parts of a matrix")
struct MatrixSelectionTests {
  @Test("a restricted matrix has the chosen sites' times in every slice")
  func restricted() {
    let matrix = RTTMatrix.generated(siteCount: 9, sliceCount: 5, seed: 2)
    let sites = [7, 0, 3]
    let part = matrix.restricted(to: sites)
    #expect(part.siteCount == 3 && part.sliceCount == 5)
    for slice in 0..<5 {
      for (from, fromSite) in sites.enumerated() {
        for (to, toSite) in sites.enumerated() {
          #expect(
            part.roundTrip(from: from, to: to, slice: slice)
              == matrix.roundTrip(from: fromSite, to: toSite, slice: slice))
        }
      }
    }
  }

  @Test("a symmetric matrix has the mean of both directions")
  func symmetric() throws {
    let matrix = try RTTMatrix(milliseconds: [[0, 10, nil], [30, 0, 5], [nil, 5, 0]]).symmetric
    #expect(matrix.roundTrip(from: 0, to: 1) == .milliseconds(20))
    #expect(matrix.roundTrip(from: 1, to: 0) == .milliseconds(20))
    #expect(matrix.roundTrip(from: 0, to: 2) == nil)
  }

  @Test("drawn round trips are the same for a seed, symmetric, and held for four slices at least")
  func generated() {
    let matrix = RTTMatrix.generated(siteCount: 6, sliceCount: 40, seed: 5)
    #expect(matrix == .generated(siteCount: 6, sliceCount: 40, seed: 5))
    #expect(matrix != .generated(siteCount: 6, sliceCount: 40, seed: 6))
    #expect(matrix == matrix.symmetric)
    for from in 0..<6 {
      for to in 0..<from {
        let times = (0..<40).map { matrix.roundTrip(from: from, to: to, slice: $0) }
        let changes = (1..<40).filter { times[$0] != times[$0 - 1] }
        #expect(zip(changes, changes.dropFirst()).allSatisfy { $1 - $0 >= 4 })
        #expect(!changes.isEmpty)
      }
    }
  }

  @Test("relays are counted as quicker, much quicker and lasting")
  func gain() {
    // From 0 to 1 a relay saves two thirds in the first slice, a tenth in the second, nothing then.
    let slices: [[UInt32]] = [
      [0, 90, 10, 90, 0, 20, 10, 20, 0], [0, 90, 61, 90, 0, 20, 61, 20, 0],
      [0, 90, 80, 90, 0, 20, 80, 20, 0],
    ]
    let gain = RelayGain(RTTMatrix(siteCount: 3, times: slices.flatMap { $0 }))
    #expect(gain.pairs == 18)
    #expect(gain.quicker == 4 && gain.muchQuicker == 2)
    #expect(gain.followed == 4 && gain.lasting == 2)
    #expect(gain.lastingShare == 0.5)
    let none = RelayGain(RTTMatrix(siteCount: 2, times: [0, 5, 5, 0]))
    #expect(none.pairs == 2 && none.quicker == 0 && none.lastingShare == 0)
  }
}
