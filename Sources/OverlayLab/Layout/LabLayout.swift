public import OverlaySimulator

/// The hosts of a lab and the paths between their uplinks, as a scenario file describes them.
public struct LabLayout: Hashable, Sendable {
  /// The scenario's name.
  public var name: String
  /// What it is for, in a line.
  public var summary: String
  /// Decides what is lost and when.
  public var seed: UInt64
  /// The hosts, at most ``LabAddress/hostsMax``.
  public var hosts: [LabHost]
  /// The uplinks of all hosts, those of one host together.
  public var uplinks: [LabUplink]
  /// The path from one uplink to another, by sender times the number of uplinks plus receiver.
  public var paths: [PathModel]

  /// The path from one uplink to another.
  public subscript(from sender: Int, to receiver: Int) -> PathModel {
    get { paths[sender * uplinks.count + receiver] }
    set { paths[sender * uplinks.count + receiver] = newValue }
  }

  /// The uplinks that a name stands for: all of `host`, or the one of `host/uplink`; nil when
  /// there is none of that name.
  public func uplinks(named text: String) -> [Int]? {
    let words = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard let host = hosts.first(where: { $0.name == words[0] }) else { return nil }
    guard words.count > 1 else { return Array(host.uplinks) }
    guard words.count == 2,
      let uplink = host.uplinks.first(where: { uplinks[$0].interface == words[1] })
    else { return nil }
    return [uplink]
  }

  /// What an uplink is called: its host's name, and its own where the host has several.
  public func name(ofUplink index: Int) -> String {
    let uplink = uplinks[index]
    let host = hosts[uplink.host]
    return host.uplinks.count == 1 ? host.name : "\(host.name)/\(uplink.interface)"
  }

  /// Everything that ``uplinks(named:)`` takes, for messages.
  public var names: [String] {
    hosts.flatMap { host in
      [host.name] + (host.uplinks.count > 1 ? host.uplinks.map { name(ofUplink: $0) } : [])
    }
  }

  /// The ordered pairs of uplinks of different hosts from one of `senders` to one of `receivers`.
  public func directions(from senders: [Int], to receivers: [Int]) -> [(from: Int, to: Int)] {
    senders.flatMap { sender in
      receivers.compactMap { receiver in
        uplinks[sender].host == uplinks[receiver].host ? nil : (from: sender, to: receiver)
      }
    }
  }

  /// The network between the uplinks.
  public func model() -> NetworkModel {
    NetworkModel(hostCount: uplinks.count, seed: seed) { self[from: $0, to: $1] }
  }
}
