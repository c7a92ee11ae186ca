import Testing

@testable import OverlayRuntime

@Suite("what a program inside the overlay reads of the host")
struct HostsTextTests {
  private let report = AttachmentReport(
    own: AttachmentReport.Host(name: "alpha", ipv4: "10.99.0.1", ipv6: "fd00::1"),
    ipv4PrefixLength: 24, ipv6PrefixLength: 64, mtu: 1352, share: 1, firstPort: 32_768,
    lastPort: 36_863,
    members: [AttachmentReport.Host(name: "beta", ipv4: "10.99.0.2", ipv6: "fd00::2")])

  @Test("members' names stand beside the loopback's, and nothing else of the host's")
  func hosts() {
    let host =
      "# mine\n127.0.0.1\tlocalhost\n127.0.1.1 laptop\n192.0.2.7 beta printer\n::1 localhost\n"
    #expect(
      HostsText.hosts(report, host: host) == """
        127.0.0.1\tlocalhost
        127.0.1.1 laptop
        ::1 localhost
        10.99.0.1\talpha.selvedge alpha
        fd00::1\talpha.selvedge alpha
        10.99.0.2\tbeta.selvedge beta
        fd00::2\tbeta.selvedge beta

        """)
  }

  @Test("without a hosts file there is a localhost all the same")
  func noHosts() {
    #expect(HostsText.hosts(report, host: "").hasPrefix("127.0.0.1\tlocalhost\n::1\tlocalhost\n"))
  }

  @Test("names are looked up in that file first, whomever the host asks")
  func services() {
    let host = "passwd: files\nhosts: resolve [!UNAVAIL=return] files\nnetworks: files"
    #expect(
      HostsText.services(host: host) == "passwd: files\nnetworks: files\nhosts: files dns\n")
    #expect(HostsText.services(host: nil) == nil)
  }
}
