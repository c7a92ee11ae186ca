import OverlayCore
import Testing

@testable import OverlaySimulator

@Suite("comparing estimators")
struct EstimatorStudyTests {
  @Test("where nothing changes all are right, and choose the best paths")
  func constant() throws {
    let slice: [UInt32] = [0, 90_000, 10_000, 90_000, 0, 20_000, 10_000, 20_000, 0]
    let times = Array(repeating: slice, count: 64).flatMap { $0 }
    let study = EstimatorStudy(RTTMatrix(siteCount: 3, times: times))
    #expect(study.isPossible)
    #expect(study.directMilliseconds(lag: 1) == 40)
    // The long pair goes through the third site, at 30 ms.
    #expect(study.bestMilliseconds(lag: 8) == 20)
    for estimator in LatencyEstimator.allCases {
      let finding = study.find(estimator)
      // An average of nanoseconds strays by a few.
      #expect(finding.nextMedian < 1e-3 && finding.next90 < 1e-3, "\(estimator.name)")
      #expect(finding.later.milliseconds == 20 && finding.soon.milliseconds == 20)
      #expect(finding.later.worseShare == 0 && finding.later.changedShare == 0)
    }
  }

  @Test("where values are held, the last is right between changes and wrong at them")
  func held() {
    let matrix = RTTMatrix.generated(siteCount: 8, sliceCount: 200, seed: 4)
    let last = EstimatorStudy(matrix).find(.last)
    #expect(last.nextMedian == 0)
    #expect(last.renewedMedian > 0.05)
  }

  @Test("too few slices are no study")
  func short() {
    #expect(
      !EstimatorStudy(.generated(siteCount: 3, sliceCount: 32, seed: 1)).isPossible)
  }
}
