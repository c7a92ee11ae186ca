internal import FoundationEssentials
internal import Glibc
internal import OverlayCore
internal import OverlayRuntime
internal import OverlaySimulator

extension LabRun {
  /// Does what was asked; the lines of the answer.
  func answers(to request: LabRequest, now: Instant) -> [LabAnswer] {
    do throws(LabError) {
      return [try answer(to: request, now: now), .done]
    } catch {
      return [.failure(ControlFailure(error))]
    }
  }

  private func answer(to request: LabRequest, now: Instant) throws(LabError) -> LabAnswer {
    switch request {
    case .status: return .status(status(now: now))
    case .cut(let selection):
      return try change(selection) { $0.setCut(true, from: $1, to: $2) }
    case .heal(let selection):
      return try change(selection) { $0.heal(from: $1, to: $2) }
    case .set(let selection, let words):
      let settings = try PathWords.parse(words)
      try check(settings, on: selection)
      return try change(selection) { network, from, to in
        network.update(from: from, to: to) { path in
          for setting in settings { _ = setting.key.apply(setting.text, to: &path) }
        }
      }
    case .down:
      isStopping = true
      return .stopping
    }
  }

  private func change(
    _ selection: LabSelection?, _ body: (inout NetworkModel, Int, Int) -> Void
  ) throws(LabError) -> LabAnswer {
    let pairs: [(from: Int, to: Int)]
    if let selection {
      pairs = try selection.directions(in: layout)
    } else {
      let all = Array(layout.uplinks.indices)
      pairs = layout.directions(from: all, to: all)
    }
    for pair in pairs { body(&emulator.network.network, pair.from, pair.to) }
    return .changed(paths: pairs.count)
  }

  /// All or nothing: a burst may fit one path's loss and not another's.
  private func check(
    _ settings: [PathWords.Setting], on selection: LabSelection
  ) throws(LabError) {
    for pair in try selection.directions(in: layout) {
      var path = emulator.network.network.path(from: pair.from, to: pair.to)
      for setting in settings where !setting.key.apply(setting.text, to: &path) {
        throw .badSetting("\(setting.key.rawValue)=\(setting.text)", expected: setting.key.expected)
      }
    }
  }

  private func status(now: Instant) -> LabStatus {
    let all = Array(layout.uplinks.indices)
    let counters = emulator.network.counters
    return LabStatus(
      name: place.name, scenario: layout.name, summary: layout.summary, process: Int(getpid()),
      uptimeSeconds: (now - .zero).inSeconds, hosts: layout.hosts.map(status),
      paths: layout.directions(from: all, to: all).map { status(from: $0.from, to: $0.to) },
      counters: LabStatus.Counters(
        packets: counters.submitted, delivered: counters.delivered, lost: counters.lost,
        overflowed: counters.overflowed + emulator.refused,
        unread: layout.hosts.reduce(0) { $0 + unread(by: $1) }, strays: emulator.strays))
  }

  /// What a host's kernel says of its uplinks. A host that is gone says nothing.
  private func unread(by host: LabHost) -> UInt64 {
    let text = try? place.namespace(of: host.name).within {
      try String(contentsOfFile: "/proc/thread-self/net/dev", encoding: .utf8)
    }
    return InterfaceCounts.droppedOnTransmit(
      text ?? "", interfaces: host.uplinks.map { layout.uplinks[$0].interface })
  }

  private func status(of host: LabHost) -> LabStatus.Host {
    LabStatus.Host(
      name: host.name, namespace: place.namespace(of: host.name).name,
      uplinks: host.uplinks.map { index in
        let uplink = layout.uplinks[index]
        return LabStatus.Uplink(
          interface: uplink.interface, ipv4: uplink.address.ipv4, ipv6: uplink.address.ipv6,
          mtu: uplink.mtu)
      })
  }

  private func status(from sender: Int, to receiver: Int) -> LabStatus.Path {
    let network = emulator.network.network
    let path = network.path(from: sender, to: receiver)
    let index = sender * layout.uplinks.count + receiver
    return LabStatus.Path(
      from: layout.name(ofUplink: sender), to: layout.name(ofUplink: receiver),
      isCut: !network.reaches(from: sender, to: receiver),
      delayMilliseconds: path.delay.inMilliseconds, jitterMilliseconds: path.jitter.inMilliseconds,
      loss: path.loss.mean, bitsPerSecond: path.bitsPerSecond == 0 ? nil : path.bitsPerSecond,
      mtu: path.mtu == .max ? nil : path.mtu, packets: emulator.sent[index],
      lost: emulator.lost[index])
  }
}
