import Testing

/// Reading `ping`, on output that was written down: these need no namespace.
@Suite("reading ping")
struct PingReportTests {
  private let output = """
    PING 10.0.0.1 (10.0.0.1) 56(84) bytes of data.
    [100.010] 64 bytes from 10.0.0.1: icmp_seq=1 ttl=64 time=10.0 ms
    [100.020] 64 bytes from 10.0.0.1: icmp_seq=2 ttl=64 time=10.0 ms
    [100.021] 64 bytes from 10.0.0.1: icmp_seq=2 ttl=64 time=11.0 ms (DUP!)
    [100.320] 64 bytes from 10.0.0.1: icmp_seq=5 ttl=64 time=20.0 ms
    From 10.0.0.9 icmp_seq=6 Destination Host Unreachable

    --- 10.0.0.1 ping statistics ---
    6 packets transmitted, 3 received, 50% packet loss, time 59ms
    """

  @Test("answers, second copies and the number sent are counted")
  func counting() {
    let report = PingReport(parsing: output)
    #expect(report.replies.map(\.sequence) == [1, 2, 5])
    #expect(report.duplicates == 1)
    #expect(report.sent == 6)
  }

  @Test("the largest gap counts silence up to the window's edges")
  func gaps() {
    let report = PingReport(parsing: output)
    #expect(abs(report.largestGap() - 0.3) < 1e-6)
    #expect(abs(report.largestGap(to: 101) - 0.68) < 1e-6)
    #expect(report.gaps(longerThan: 0.1).count == 1)
  }

  @Test("loss is counted between the first and the last request that was answered")
  func loss() {
    let report = PingReport(parsing: output)
    #expect(abs(report.loss() - 0.4) < 1e-9)
    #expect(report.loss(from: 200) == 1)
  }
}
