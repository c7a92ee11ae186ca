import OverlayCore

/// A router that hides a host behind an address of its own and lets in only what comes from where the
/// host has sent something to: address- and port-dependent filtering, as in RFC 4787, section 5.
struct TinyTranslator {
  /// Which port outside stands for the host.
  enum Mapping {
    /// The host's own, toward everybody.
    case keepsPort
    /// Another toward each destination.
    case random
  }

  /// The address outside. A new one means that everything is forgotten, as when a line reconnects.
  var outside: UnderlayAddress {
    didSet { forget() }
  }
  let mapping: Mapping
  private var ports: [UnderlayAddress: UInt16] = [:]
  private var nextPort: UInt16 = 20_000

  init(_ mapping: Mapping, outside: UnderlayAddress) {
    self.mapping = mapping
    self.outside = outside
  }

  /// Forgets which port stands for what; those given out later are others, where the mapping says so.
  mutating func forget() {
    ports = [:]
  }

  /// Where a datagram of the host's seems to come from.
  mutating func leave(from source: UnderlayAddress, to destination: UnderlayAddress)
    -> UnderlayAddress
  {
    if ports[destination] == nil {
      nextPort += 7
      ports[destination] = mapping == .keepsPort ? source.port : nextPort
    }
    var seen = outside
    seen.port = ports[destination] ?? 0
    return seen
  }

  /// Whether a datagram from outside is the host's.
  func admits(from source: UnderlayAddress, to destination: UnderlayAddress) -> Bool {
    destination.host == outside.host && ports[source] == destination.port
  }
}
