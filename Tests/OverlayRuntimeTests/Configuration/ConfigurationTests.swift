import OverlayCore
import OverlayRuntime
import OverlaySecurity
import Testing

@Suite("the configuration")
struct ConfigurationTests {
  private func read(
    _ yaml: String, environment: [String: String] = [:]
  ) throws(ConfigurationError) -> DaemonConfiguration {
    try DaemonConfiguration(yaml: yaml, file: "config.yaml", environment: environment)
  }

  private func expectFailure(_ yaml: String, problem: String, remedy: String) {
    do {
      _ = try read(yaml)
      Issue.record("accepted: \(yaml)")
    } catch {
      #expect(error.problem.contains(problem), "\(error.problem)")
      #expect(error.remedy.contains(remedy), "\(error.remedy)")
    }
  }

  @Test("an empty file means every default", arguments: ["", "# nothing\n", "tun:\ntunnels:\n"])
  func defaults(yaml: String) throws {
    #expect(try read(yaml) == .standard)
  }

  @Test("what is printed reads back as the same settings")
  func roundTrip() throws {
    #expect(try read(DaemonConfiguration.standard.yaml) == .standard)
    var changed = DaemonConfiguration.standard
    changed.listen = [
      UnderlayAddress(ipv4: 0x7f00_0001, port: 1), UnderlayAddress(family: .ipv6, host: 1, port: 2),
    ]
    changed.advertise = [UnderlayAddress(ipv4: 0xcb00_7105, port: 7272)]
    changed.listen.append(UnderlayAddress(ipv4: 0, port: 3))
    changed.uplinks = [
      UplinkSettings(place: .automatic), UplinkSettings(name: "fibre", place: .interface("eth0")),
      UplinkSettings(place: .interface("wlan0")),
      UplinkSettings(
        name: "office", place: .address(UnderlayAddress(family: .ipv6, host: 7, port: 0))),
    ]
    changed.tun = TunSettings(enabled: false, name: "ov", mtu: 1390)
    changed.profile = .ron
    changed.logLevel = .debug
    changed.controlClientsMax = 3
    changed.traffic = TrafficSettings(standard: .loss, classes: [0: .redundant, 1: .parity])
    changed.tunnels = [
      PortTunnel(listen: changed.listen[0], node: "beta", port: 9),
      PortTunnel(listen: changed.listen[1], node: "gamma", port: 10, trafficClass: .latency),
    ]
    changed.services = [PortService(port: 7001, deliver: changed.listen[1])]
    changed.edge = EdgeSettings(
      serve: [
        ServedPrefix(
          prefix: AddressPrefix("10.1.0.0/24")!,
          check: .tcp(UnderlayAddress(ipv4: 0x0a01_0001, port: 80)), interval: .milliseconds(250),
          failAfter: 2, passAfter: 4, masquerade: true),
        ServedPrefix(prefix: AddressPrefix("fd12::/32")!),
      ], accept: .only([AddressPrefix("10.0.0.0/8")!]), exit: .node("gamma"), servesExit: true,
      forwarding: .set, whenDown: .open)
    changed.names = NameSettings(
      enabled: false, domain: "vpn.example", listen: [changed.listen[0]], register: false)
    changed.database = DatabaseSettings(
      enabled: false, site: "attic", windowSeconds: 90, keepSeconds: 7_200, rowsMax: 5_000,
      serve: changed.listen[0], tokenFile: "/etc/a \"token\"\\x")
    #expect(try read(changed.yaml) == changed)
    changed.database = DatabaseSettings(server: changed.listen[1], tokenFile: "/t")
    #expect(try read(changed.yaml) == changed)
  }

  @Test("the block style works as well as the flow style")
  func blockStyle() throws {
    let configuration = try read(
      """
      listen:
        - 0.0.0.0:7000
        - "[::]:7000"
      tunnels:
        - listen: 127.0.0.1:7000
          node: beta
          port: 7001
      services: [{port: 7001, deliver: 127.0.0.1:7001}]
      """)
    #expect(configuration.listen.count == 2)
    #expect(configuration.tunnels.first?.node == "beta")
    #expect(configuration.services.first?.port == 7001)
    #expect(configuration.tun == DaemonConfiguration.standard.tun)
  }

  @Test("the environment overrides the file")
  func environment() throws {
    let configuration = try read(
      "log-level: error\ntun: {mtu: 1300}\n",
      environment: [
        "SELVEDGE_LOG_LEVEL": "trace", "SELVEDGE_TUN_ENABLED": "false",
        "SELVEDGE_LISTEN": "127.0.0.1:1,127.0.0.1:2", "PATH": "/bin",
      ])
    #expect(configuration.logLevel == .trace)
    #expect(configuration.tun == TunSettings(enabled: false, name: "selvedge%d", mtu: 1300))
    #expect(configuration.listen.map(\.port) == [1, 2])
  }

  @Test("a bad environment variable is named")
  func badEnvironment() {
    do {
      _ = try read("", environment: ["SELVEDGE_TUN_MTU": "many"])
      Issue.record("accepted")
    } catch {
      #expect(error.problem.contains("SELVEDGE_TUN_MTU"))
      #expect(error.problem.contains("many"))
    }
  }

  @Test("an unknown key is named with its line, and the likely one is offered")
  func unknownKeys() {
    expectFailure("# a\nlog_level: info", problem: "config.yaml:2", remedy: "`log-level`")
    expectFailure("tun:\n  mut: 1400", problem: "config.yaml:2", remedy: "`mtu`")
    expectFailure("zzzzz: 1", problem: "`zzzzz`", remedy: "listen, advertise")
    expectFailure(
      "services:\n  - {port: 1, delivr: \"127.0.0.1:1\"}", problem: "config.yaml:2",
      remedy: "`deliver`")
  }

  @Test("wrong types and values out of range are named with their line and what to write")
  func badValues() {
    expectFailure("tun:\n  enabled: perhaps", problem: "config.yaml:2", remedy: "true or false")
    expectFailure("tun:\n  mtu: 9000", problem: "`9000`", remedy: "1280 to 1400")
    expectFailure("tun:\n  mtu: big", problem: "`big`", remedy: "1280 to 1400")
    expectFailure("tun: yes", problem: "config.yaml:1", remedy: "enabled, name, mtu")
    expectFailure("tun:\n  name: a/b", problem: "`a/b`", remedy: "device name")
    expectFailure("tun:\n  name: a%s", problem: "`a%s`", remedy: "device name")
    expectFailure("\nlisten: localhost", problem: "config.yaml:2", remedy: "192.0.2.1:7272")
    expectFailure(
      "listen: \"192.0.2.1:1\"\nuplinks: auto", problem: "config.yaml:1", remedy: "0.0.0.0:7272")
    expectFailure("uplinks: a/b", problem: "`uplinks` cannot be `a/b`", remedy: "eth0")
    expectFailure("\nuplinks: [{name: x}]", problem: "config.yaml:2", remedy: "`interface`")
    expectFailure(
      "uplinks: [{name: x, address: eth0}]", problem: "`uplinks` cannot be `eth0`",
      remedy: "192.0.2.1")
    expectFailure("uplinks: [eth0, eth0]", problem: "eth0, eth0", remedy: "once")
    expectFailure("uplinks: [a, b, c, d, e]", problem: "too many", remedy: "4")
    expectFailure("uplinks: [{nane: x, interface: a}]", problem: "`nane`", remedy: "`name`")
    expectFailure("listen: []", problem: "`listen`", remedy: "at least one")
    expectFailure("advertise: [1.2.3.4:0]", problem: "1.2.3.4:0", remedy: "192.0.2.1")
    expectFailure("log-level: loud", problem: "`loud`", remedy: "trace, debug")
    expectFailure("priority: high", problem: "`high`", remedy: "realtime, normal")
    expectFailure("profile: [a]", problem: "`profile`", remedy: "single value")
    expectFailure("control: {clients: 0}", problem: "`0`", remedy: "1 to 256")
    expectFailure("traffic: {dscp: {64: loss}}", problem: "`64`", remedy: "0 to 63")
    expectFailure("traffic: {dscp: {46: fast}}", problem: "`fast`", remedy: "latency")
    expectFailure("database: maybe", problem: "config.yaml:1", remedy: "true or false")
    expectFailure("database: [a]", problem: "config.yaml:1", remedy: "enabled, site")
    expectFailure("database:\n  sit: a", problem: "config.yaml:2", remedy: "`site`")
    expectFailure("database:\n  site: a b", problem: "config.yaml:2", remedy: "64 letters")
    expectFailure("database: {window: 60}", problem: "`60`", remedy: "10s to 1h")
    expectFailure("database: {window: 2h}", problem: "`2h`", remedy: "10s to 1h")
    expectFailure("database: {keep: 7 days}", problem: "`7 days`", remedy: "such as 60s")
    expectFailure(
      "database: {keep: 99999999999999999999d}", problem: "99999", remedy: "1h to 366d")
    expectFailure("database: {rows: 10}", problem: "`10`", remedy: "1000 to")
    expectFailure("database:\n  serve: here", problem: "config.yaml:2", remedy: "192.0.2.1:7273")
    expectFailure("database: {token-file: token}", problem: "`token`", remedy: "whole path")
    expectFailure(
      "database:\n  serve: 127.0.0.1:7273", problem: "config.yaml:2", remedy: "`token-file`")
    expectFailure(
      "database:\n  serve: 127.0.0.1:1\n  server: 127.0.0.1:2\n  token-file: /t",
      problem: "config.yaml:3", remedy: "either `serve`")
    expectFailure("tunnels: yes", problem: "`tunnels`", remedy: "list")
    expectFailure("tunnels:\n- 127.0.0.1:1", problem: "config.yaml:2", remedy: "listen, node, port")
    expectFailure("tunnels:\n- {node: b, port: 1}", problem: "lacks `listen`", remedy: "`listen`")
    expectFailure(
      "services:\n- {port: 70000, deliver: 1.2.3.4:1}", problem: "`70000`", remedy: "1 to 65535")
  }

  @Test("the database can be switched off in one word, and set in full")
  func database() throws {
    #expect(try read("database: off").database == DatabaseSettings(enabled: false))
    #expect(try read("database: on").database == DatabaseSettings())
    let environment = ["SELVEDGE_DATABASE_ENABLED": "false", "SELVEDGE_DATABASE_WINDOW": "10s"]
    #expect(
      try read("", environment: environment).database
        == DatabaseSettings(enabled: false, windowSeconds: 10))
    let shared = try read(
      "database: {site: home, keep: 2d, server: \"[2001:db8::1]:7273\", token-file: /etc/token}")
    #expect(shared.database.keepSeconds == 172_800)
    #expect(shared.database.server?.port == 7273)
  }

  @Test("text that is not YAML is refused with its line")
  func syntax() {
    expectFailure("tun:\n  mtu: [1", problem: "config.yaml:", remedy: "indentation")
    expectFailure("listen: a\nlisten: b", problem: "twice", remedy: "indentation")
    expectFailure("just words", problem: "config.yaml:1", remedy: "selvedge config")
    expectFailure("a: b\n\tc: d", problem: "config.yaml:2", remedy: "indentation")
  }

  @Test("others are told what is advertised, or the addresses that are not wildcards")
  func advertised() throws {
    let wildcard = try read("listen: [\"0.0.0.0:1\", \"192.0.2.1:2\"]")
    #expect(wildcard.advertised.map(\.port) == [2])
    let named = try read("listen: [\"192.0.2.1:2\"]\nadvertise: [\"203.0.113.5:3\"]")
    #expect(named.advertised.map(\.port) == [3])
  }

  @Test("prefixes are served by their name alone or with a check")
  func served() throws {
    let settings = try read(
      """
      serve:
        - 10.1.0.0/24
        - {prefix: "fd12::/32", check: "ping fd12::1", interval: 2s, fail-after: 1}
      accept-prefixes: true
      exit: auto
      """
    ).edge
    #expect(settings.serve.map(\.prefix.description) == ["10.1.0.0/24", "fd12::/32"])
    #expect(settings.serve[1].check?.description == "ping fd12::1")
    #expect(settings.serve[1].interval == .seconds(2))
    #expect(settings.accept == .all)
    #expect(settings.exit == .automatic)
    #expect(try read("accept-prefixes: false\nexit: off\n").edge == EdgeSettings())
  }

  @Test("what cannot be served or accepted is explained")
  func badEdges() {
    expectFailure("serve: [10.1.0.1/24]", problem: "config.yaml:1", remedy: "10.1.0.0/24")
    expectFailure("serve: [0.0.0.0/0]", problem: "prefix", remedy: "serve-exit")
    expectFailure("serve: [10.1.0.0/24, 10.1.0.0/24]", problem: "serve", remedy: "once")
    expectFailure(
      "serve: [{check: \"ping 10.1.0.1\"}]", problem: "lacks `prefix`", remedy: "`prefix`")
    expectFailure(
      "serve: [{prefix: 10.1.0.0/24, check: \"look at it\"}]", problem: "check",
      remedy: "tcp 10.1.0.1:80")
    expectFailure(
      "serve: [{prefix: 10.1.0.0/24, interval: 1}]", problem: "interval", remedy: "500ms")
    expectFailure("accept-prefixes: [nonsense]", problem: "accept-prefixes", remedy: "true, false")
    expectFailure("exit: Not A Name", problem: "exit", remedy: "off, auto")
    expectFailure("when-down: ajar", problem: "when-down", remedy: "closed, open")
    for name in ["a\\\"b", "-all", "..", "a b", "a;b"] {
      expectFailure("tun: {name: \"\(name)\"}", problem: "tun.name", remedy: "selvedge%d")
    }
    expectFailure("names: {domain: under_score}", problem: "names.domain", remedy: "selvedge")
  }
}
