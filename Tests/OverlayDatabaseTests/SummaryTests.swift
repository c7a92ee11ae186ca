import OverlayDatabase
import Testing

@Suite("summaries")
struct SummaryTests {
  private func summary(_ samples: [Double]) -> Summary? {
    SampleSeries(remote: "beta", metric: "rtt", samples: samples)
      .summary(site: "home", source: "alpha", start: 120, seconds: 60)
  }

  @Test("samples come to their count, mean, extremes and percentiles by nearest rank")
  func numbers() throws {
    let found = try #require(summary((1...100).reversed().map(Double.init)))
    #expect(found.count == 100)
    #expect(found.mean == 50.5)
    #expect((found.minimum, found.maximum) == (1, 100))
    #expect((found.median, found.p95) == (50, 95))
    #expect((found.site, found.source, found.start, found.seconds) == ("home", "alpha", 120, 60))
    let single = try #require(summary([7]))
    #expect((single.mean, single.median, single.p95) == (7, 7, 7))
  }

  @Test("nothing, or nothing that is a number, comes to no summary")
  func nothing() throws {
    #expect(summary([]) == nil)
    #expect(summary([.nan, .infinity]) == nil)
    let single = try #require(summary([.nan, 3]))
    #expect(single.count == 1)
  }

  @Test("whatever finite samples come to holds together", arguments: 0..<50)
  func validity(seed: Int) throws {
    // Sums of such numbers round, and the mean must not leave the range for that.
    let samples = (0..<(seed + 1)).map { _ in 0.1 + Double(seed) * 1e-17 }
    let found = try #require(summary(samples))
    #expect(found.isValid)
  }

  @Test("what does not hold together is told apart")
  func invalid() {
    #expect(Summary.one().isValid)
    var changes: [(inout Summary) -> Void] = []
    changes.append { $0.remote = "" }
    changes.append { $0.metric = "a b" }
    changes.append { $0.site = String(repeating: "x", count: 65) }
    changes.append { $0.source = "ü" }
    changes.append { $0.metric = "r*" }
    changes.append { $0.count = 0 }
    changes.append { $0.seconds = 0 }
    changes.append { $0.seconds = 86_401 }
    changes.append { $0.start = -1 }
    changes.append { $0.start = .max }
    changes.append { $0.mean = .nan }
    changes.append { $0.maximum = .infinity }
    changes.append { $0.mean = 100 }
    changes.append { $0.p95 = 0 }
    for change in changes {
      var summary = Summary.one()
      change(&summary)
      #expect(!summary.isValid, "\(summary)")
    }
  }

  @Test("a filter lets through what it names, and a metric's both directions")
  func filter() {
    let loss = Summary.one(metric: "loss-in")
    #expect(SummaryFilter().admits(loss))
    #expect(SummaryFilter(metric: "loss").admits(loss))
    #expect(SummaryFilter(metric: "loss-in").admits(loss))
    #expect(!SummaryFilter(metric: "los").admits(loss))
    #expect(!SummaryFilter(remote: "gamma").admits(loss))
    #expect(!SummaryFilter(site: "elsewhere").admits(loss))
    #expect(SummaryFilter(site: "alpha", remote: "beta", metric: "loss", step: 1).isValid)
    #expect(!SummaryFilter(step: 0).isValid)
    #expect(!SummaryFilter(remote: "").isValid)
    #expect(!SummaryFilter(since: -1).isValid)
    #expect(!SummaryFilter(metric: "*").isValid)
  }

  @Test("metrics that are measured have units, others none")
  func units() {
    #expect(MetricName.unit(of: MetricName.roundTrip) == "ms")
    #expect(MetricName.unit(of: MetricName.forwardLoss) == "share")
    #expect(MetricName.unit(of: MetricName.bytesIn) == "B/s")
    #expect(MetricName.unit(of: "download-time") == "")
  }
}
