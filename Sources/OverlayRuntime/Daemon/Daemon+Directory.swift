internal import OverlayCore
internal import OverlaySecurity

// The directory, for programs on the control socket.

extension Daemon {
  /// Asks for the records under what a user calls a key.
  func lookUp(_ text: String, _ client: Int, now: Instant) {
    guard hasDirectory(client) else { return }
    guard lookups.count < RuntimeLimits.waitingRequests else {
      return fail(
        client, problem: "\(lookups.count) lookups are under way already",
        remedy: "Wait for one to end.")
    }
    var requests: [UInt32] = []
    for key in Self.keys(text) {
      guard let request = try? node.lookUp(key, now: now) else {
        return fail(
          client, problem: "as many lookups as a node may have are under way",
          remedy: "Wait for one to end.")
      }
      requests.append(request)
    }
    lookups.append(RunningLookup(client: client, requests: requests))
  }

  /// Where to look for what a user calls a key: a node ID or key as 32 digits, an address of the
  /// overlay, a node's name, or whatever something was published under.
  static func keys(_ text: String) -> [DirectoryKey] {
    if text.count == 32, let value = UInt128(text, radix: 16) { return [DirectoryKey(value)] }
    if let address = IPNotation.parseIPv4(text) { return [DirectoryKey(overlayIPv4: address)] }
    if let address = IPNotation.parseIPv6(text) { return [DirectoryKey(overlayIPv6: address)] }
    return [DirectoryKey(name: text), DirectoryKey(hashing: Array(text.utf8))]
  }

  /// Takes in the answer to a lookup of a client's.
  func take(_ result: DirectoryResult) {
    guard !takeServers(result) else { return }
    guard let index = lookups.firstIndex(where: { $0.requests.contains(result.request) }) else {
      return
    }
    lookups[index].requests.removeAll { $0 == result.request }
    lookups[index].records += result.records
    if result.answer != .whole { lookups[index].isPartial = true }
    guard lookups[index].requests.isEmpty else { return }
    let lookup = lookups.remove(at: index)
    guard !lookup.records.isEmpty || !lookup.isPartial else {
      return fail(
        lookup.client, problem: "nobody answered for that key",
        remedy: "The network may be settling after a failure; try again in a few seconds.")
    }
    finish(
      lookup.client,
      .lookup(LookupReport(records: lookup.records.map(report), isPartial: lookup.isPartial)))
  }

  private func report(_ record: DirectoryRecord) -> LookupReport.Record {
    let credential = try? RecordSigning.open(record, network: credential.network)
    var report = LookupReport.Record(
      key: record.key.description, kind: record.kind.word,
      owner: credential?.name ?? name(of: record.owner), ownerNode: record.owner.description,
      version: record.version, lifetimeSeconds: record.lifetimeSeconds)
    if record.kind.isAboutNode {
      report.endpoints = (try? NodeRecord(decoding: record.payload))?.endpoints.map(\.description)
    } else if let text = String(validating: record.payload, as: UTF8.self) {
      report.text = text
    } else {
      report.bytes = record.payload.map { byte in
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
      }.joined()
    }
    return report
  }

  /// Says something under a key for as long as this daemon runs, or no more.
  func publish(
    _ text: String, _ value: String?, lifetimeSeconds: UInt32, _ client: Int, now: Instant
  ) {
    guard hasDirectory(client) else { return }
    let subject = DirectorySubject(hashing: Array(text.utf8))
    do throws(DirectoryError) {
      try node.publish(
        value.map { Array($0.utf8) }, under: subject, lifetimeSeconds: lifetimeSeconds, now: now)
      finish(
        client,
        .published(
          PublicationReport(
            key: subject.key().description, isRemoval: value == nil,
            lifetimeSeconds: lifetimeSeconds)))
    } catch {
      let failure = Self.words(for: error)
      fail(client, problem: failure.problem, remedy: failure.remedy)
    }
  }

  private static func words(for error: DirectoryError) -> (problem: String, remedy: String) {
    switch error {
    case .unsound:
      (
        "the directory takes at most \(Limits.recordPayloadBytesMax) bytes, for a second to a day",
        "Publish less, or where more can be fetched; and a lifetime of 1s to 24h."
      )
    case .tooManyPublications:
      (
        "this node publishes as many records as it may",
        "Take one back with `selvedge publish KEY --remove`."
      )
    case .notNewer:
      ("the same record was published within this millisecond", "Try again.")
    case .notOwner, .tooManyLookups:
      ("the directory is busy", "Try again.")
    }
  }

  private func hasDirectory(_ client: Int) -> Bool {
    guard node.plane == .mesh else { return true }
    fail(
      client, problem: "this network runs as a mesh, which keeps no directory",
      remedy: "Set `plane: prefix` in config.yaml of its nodes, or `mesh-limit` lower.")
    return false
  }
}
