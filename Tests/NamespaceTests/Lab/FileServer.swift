import Foundation

/// A web server on a host of the bench with one file of random bytes, and the way to fetch it.
struct FileServer {
  private let lab: NamespaceLab
  private let address: String
  private let port: Int
  /// SHA-256 of the file that is served, in hexadecimal.
  let hash: String

  /// Serves `megabytes` of random bytes at `address`, which must be one of the host's.
  init(in lab: NamespaceLab, on host: String, address: String, megabytes: Int, port: Int = 8_080)
    throws
  {
    self.lab = lab
    self.address = address
    self.port = port
    let served = lab.folder.appending(path: "served")
    try FileManager.default.createDirectory(at: served, withIntermediateDirectories: true)
    let file = served.appending(path: "file").path()
    try lab.run(
      on: host,
      ["dd", "if=/dev/urandom", "of=\(file)", "bs=1M", "count=\(megabytes)", "status=none"])
    hash = try Self.hash(of: file, lab, host)
    _ = try lab.start(
      on: host,
      ["busybox", "httpd", "-f", "-p", "\(address):\(port)", "-h", served.path()])
    try Waiting.until("the web server listens", seconds: 10) {
      try lab.attempt(
        on: host, ["curl", "-s", "-o", "/dev/null", "-r", "0-0", "http://\(address):\(port)/file"]
      ).status == 0
    }
  }

  /// Starts fetching the file on `host`, at most at `bytesPerSecond` and for `secondsMax`.
  func startDownload(
    on host: String, bytesPerSecond: Int, secondsMax: Int = 300
  ) throws -> BackgroundProcess {
    try lab.start(
      on: host,
      [
        "curl", "-sS", "--fail", "--max-time", "\(secondsMax)", "--limit-rate",
        "\(bytesPerSecond)", "-o", copy,
        "http://\(address):\(port)/file",
      ])
  }

  /// SHA-256 of what was fetched.
  func downloadedHash(on host: String) throws -> String {
    try Self.hash(of: copy, lab, host)
  }

  private var copy: String { lab.folder.appending(path: "fetched").path() }

  private static func hash(of path: String, _ lab: NamespaceLab, _ host: String) throws -> String {
    String(try lab.run(on: host, ["sha256sum", path]).prefix(64))
  }
}
