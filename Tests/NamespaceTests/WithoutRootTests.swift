import Foundation
import Testing

extension NamespaceSuite {
  /// Programs inside the overlay, with daemons and programs of an ordinary user. Where the kernel
  /// forbids such users namespaces, each of these tests fails with the command's own words about it.
  @Suite("without root")
  struct WithoutRootTests {
    private static let members = ["alpha", "beta", "gamma"]

    private func overlay() throws -> RootlessOverlay {
      try RootlessOverlay(
        on: NamespaceLab(["alpha": 1, "beta": 1, "gamma": 1]), members: Self.members)
    }

    /// Serves a file of random bytes inside the overlay at beta; gives its hash.
    private func serve(
      _ overlay: RootlessOverlay, on member: String = "beta", megabytes: Int, port: Int = 80,
      options: [String] = []
    ) throws -> String {
      let folder = overlay.lab.folder.path()
      let hash = try overlay.lab.run(
        on: member,
        [
          "sh", "-c",
          "mkdir -p \(folder)/www && cd \(folder)/www "
            + "&& dd if=/dev/urandom of=file bs=1M count=\(megabytes) status=none "
            + "&& sha256sum file",
        ])
      let server = try overlay.exec(
        on: member, ["busybox", "httpd", "-f", "-p", "\(port)", "-h", "\(folder)/www"],
        options: options)
      try Waiting.until("the server answers", seconds: 20) {
        try #require(server.isRunning, "\(server.errors)")
        let probe = try overlay.exec(
          on: "alpha",
          ["curl", "-s", "-o", "/dev/null", "-r", "0-0", "http://\(member).selvedge:\(port)/file"])
        return probe.wait().status == 0
      }
      return String(hash.prefix(64))
    }

    private func hash(of name: String, _ overlay: RootlessOverlay) throws -> String {
      let path = overlay.lab.folder.appending(path: name).path()
      return String(try overlay.lab.run(on: "alpha", ["sha256sum", path]).prefix(64))
    }

    private func curl(_ name: String, _ overlay: RootlessOverlay, _ more: [String]) -> [String] {
      [
        "curl", "-sS", "--fail", "--max-time", "120", "--limit-rate", "4000000", "-o",
        overlay.lab.folder.appending(path: name).path(), "http://beta.selvedge/file",
      ] + more
    }

    /// Cuts the direct path once a good part of a file has arrived, and sees a relay take over.
    private func cut(
      during download: BackgroundProcess, of name: String, _ overlay: RootlessOverlay
    )
      throws
    {
      let path = overlay.lab.folder.appending(path: name).path()
      try Waiting.until("the download has begun", seconds: 20) {
        try #require(download.isRunning, "\(download.errors)")
        let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
        return (size ?? 0) > 2_000_000
      }
      try overlay.lab.setFault(.cut, between: "alpha", and: "beta")
      try Waiting.until("a relay has taken over") {
        try overlay.relay(from: "alpha", to: "beta") == "gamma"
      }
    }

    @Test("curl fetches a file by a member's name, and a cut path is survived by a relay")
    func exec() throws {
      let overlay = try overlay()
      let hash = try serve(overlay, megabytes: 24)
      let download = try overlay.exec(on: "alpha", curl("fetched", overlay, []))
      try cut(during: download, of: "fetched", overlay)
      let result = download.wait()
      #expect(result.status == 0, "\(result.errors)")
      #expect(try self.hash(of: "fetched", overlay) == hash)
    }

    @Test("a SOCKS proxy leads into the overlay and nowhere else, also through a cut")
    func proxy() throws {
      let overlay = try overlay()
      let hash = try serve(overlay, megabytes: 24)
      let proxy = try overlay.proxy(on: "alpha", port: 1080)
      let socks = ["--socks5-hostname", "127.0.0.1:1080"]
      let download = try overlay.lab.start(on: "alpha", curl("fetched", overlay, socks))
      try cut(during: download, of: "fetched", overlay)
      let result = download.wait()
      #expect(result.status == 0, "\(result.errors)")
      #expect(try self.hash(of: "fetched", overlay) == hash)

      // curl prints the reply of RFC 1928 in parentheses.
      for (url, reply) in [
        ("http://example.com/", "(2)"), ("http://192.0.2.1/", "(2)"),
        ("http://127.0.0.1:1080/", "(2)"), ("http://nobody.selvedge/", "(4)"),
        ("http://beta.selvedge:9/", "(5)"),
      ] {
        let refused = try overlay.lab.attempt(on: "alpha", ["curl", "-sS"] + socks + [url])
        #expect(refused.status == 97)
        #expect(refused.errors.contains(reply), "\(url): \(refused.errors)")
      }
      #expect(proxy.stop().status == 0)
    }

    /// Whether a process has ended; whoever should take note of that may not have done so.
    private func hasEnded(_ process: Int32) -> Bool {
      let file = "/proc/\(process)/stat"
      guard let text = try? String(contentsOfFile: file, encoding: .utf8),
        let name = text.lastIndex(of: ")")
      else { return true }
      return text[name...].hasPrefix(") Z")
    }

    @Test("exit status and signals pass through, and a program that is killed frees its device")
    func ends() throws {
      let overlay = try overlay()
      func status(_ words: String...) throws -> Int32 {
        try overlay.exec(on: "alpha", words).wait().status
      }
      #expect(try status("sh", "-c", "exit 7") == 7)
      #expect(try status("sh", "-c", "kill -USR1 $$") == 128 + SIGUSR1)
      #expect(try status("/nonexistent") == 127)
      #expect(try status("/etc/passwd") == 126)

      let script = "trap 'exit 9' TERM; echo ready; while :; do sleep 0.1; done"
      let polite = try overlay.exec(on: "alpha", ["sh", "-c", script])
      try Waiting.until("the program runs", seconds: 10) { polite.output.contains("ready") }
      #expect(polite.stop().status == 9)

      let holder = try overlay.exec(
        on: "alpha", ["sh", "-c", "echo $$; exec sleep 1000"], options: ["--port", "5555"])
      try Waiting.until("the program runs", seconds: 10) { !holder.output.isEmpty }
      let program = try #require(
        Int32(holder.output.trimmingCharacters(in: .whitespacesAndNewlines)))
      let second = try overlay.exec(on: "alpha", ["true"], options: ["--port", "5555"]).wait()
      #expect(second.status == 1)
      #expect(second.errors.contains("port 5555"), "\(second.errors)")
      holder.stop(signal: SIGKILL)
      try Waiting.until("the program is gone too", seconds: 10) { hasEnded(program) }
      try Waiting.until("the port is free again", seconds: 10) {
        try overlay.exec(on: "alpha", ["true"], options: ["--port", "5555"]).wait().status == 0
      }
    }

    @Test("connections outlive a daemon that is started anew")
    func restart() throws {
      let overlay = try overlay()
      let hash = try serve(overlay, megabytes: 24)
      let download = try overlay.exec(on: "alpha", curl("fetched", overlay, []))
      Waiting.observe(seconds: 1)
      overlay.stop("alpha")
      try overlay.start("alpha")
      let result = download.wait()
      #expect(result.status == 0, "\(result.errors)")
      #expect(result.errors.contains("the daemon is back"))
      #expect(try self.hash(of: "fetched", overlay) == hash)
    }

    @Test("several programs share an address, each with the ports that it named")
    func sharing() throws {
      let overlay = try overlay()
      _ = try serve(overlay, megabytes: 1, port: 80)
      _ = try serve(overlay, megabytes: 1, port: 81, options: ["--port", "81"])
      // Both servers are called, by clients that run at the same time.
      let clients = try [80, 81, 80, 81].map { port in
        try overlay.exec(
          on: "alpha",
          ["curl", "-sS", "--fail", "-o", "/dev/null", "http://beta.selvedge:\(port)/file"])
      }
      for client in clients { #expect(client.wait().status == 0, "\(client.errors)") }
      let ping = try overlay.exec(on: "alpha", ["ping", "-c", "2", "-i", "0.2", "beta"]).wait()
      #expect(ping.status == 0, "\(ping.output)\(ping.errors)")
    }

    @Test("a member that joins later has a name in programs that run already")
    func newcomers() throws {
      let lab = try NamespaceLab(["alpha": 1, "beta": 1, "gamma": 1])
      let overlay = try RootlessOverlay(on: lab, members: ["alpha", "beta"])
      let watcher = try overlay.exec(
        on: "alpha",
        ["sh", "-c", "until grep gamma.selvedge /etc/hosts; do sleep 0.1; done"])
      try overlay.add("gamma")
      #expect(watcher.wait().output.contains("gamma.selvedge gamma"))
    }

    @Test("beside a network device of the host's, a program has the ports that it names")
    func besideDevice() throws {
      let lab = try NamespaceLab(["alpha": 1, "beta": 1])
      let overlay = try TestOverlay(on: lab)
      let binary = try TestOverlay.binary()
      let state = overlay.stateOption("beta")
      let inside = try lab.start(
        on: "beta",
        [binary, "exec", "--port", "81"] + state + [
          "--", "busybox", "httpd", "-f", "-p", "81", "-h", "/etc",
        ])
      let outside = try lab.start(
        on: "beta", ["busybox", "httpd", "-f", "-p", "80", "-h", "/etc"])
      let address = try overlay.ipv4(of: "beta")
      for port in [80, 81] {
        try Waiting.until("port \(port) answers", seconds: 10) {
          let url = "http://\(address):\(port)/hostname"
          return try lab.attempt(on: "alpha", ["curl", "-sS", "--max-time", "2", url]).status == 0
        }
      }
      // Both begin connections too.
      #expect(try lab.attempt(on: "beta", ["ping", "-c", "1", "10.99.0.1"]).status == 0)
      let ping = try lab.attempt(
        on: "beta", [binary, "exec"] + state + ["--", "ping", "-c", "1", "alpha"])
      #expect(ping.status == 0, "\(ping.output)\(ping.errors)")
      inside.stop()
      outside.stop()
    }

    @Test("without /dev/net/tun, or with it closed, the message says what to do")
    func closedDevice() throws {
      let overlay = try overlay()
      let arguments = ["exec"] + overlay.state("alpha") + ["--", "true"]
      let folder = overlay.lab.folder.path()
      let closed = try overlay.attempt(
        on: "alpha", arguments,
        prelude: """
          : > \(folder)/closed; chmod 000 \(folder)/closed
          mount --bind \(folder)/closed /dev/net/tun
          """)
      // In a user namespace of the bench's own nothing is closed to its user.
      if geteuid() == 0, closed.errors.contains("Permission denied") {
        #expect(closed.errors.contains("chmod 0666 /dev/net/tun"), "\(closed.errors)")
      }
      #expect(closed.status == 1)
      let missing = try overlay.attempt(
        on: "alpha", arguments, prelude: "mount -t tmpfs selvedge /dev/net")
      #expect(missing.status == 1)
      #expect(missing.errors.contains("modprobe tun"), "\(missing.errors)")
    }
  }
}
