import OverlayCore
public import OverlaySimulator

/// What is wrong with the network between the sites at the moment, kept up to date by the faults
/// that strike.
public struct TroubleBook: Sendable {
  private var troubles: [(path: PathSelection, text: String)] = []

  /// Nothing is wrong.
  public init() {}

  /// Takes in a fault.
  public mutating func strike(_ action: FaultAction) {
    switch action {
    case .cut(let path): put(path, "\(Self.name(path)) cut")
    case .loss(let path, let loss):
      put(path, "\(Self.name(path)) loses \(DemoScreen.percent(loss.mean))")
    case .delay(let path, let delay):
      put(path, "\(Self.name(path)) takes \(Int(delay.inMilliseconds)) ms one way")
    case .heal(let path): troubles.removeAll { $0.path == path }
    default: break
    }
  }

  private mutating func put(_ path: PathSelection, _ text: String) {
    troubles.removeAll { $0.path == path }
    troubles.append((path, text))
  }

  /// All troubles in words, in the order in which they came; empty when there are none.
  public var description: String { troubles.map(\.text).joined(separator: ", ") }

  /// A fault in words, for the list of events.
  public static func describe(_ action: FaultAction) -> String {
    switch action {
    case .cut(let path): "\(name(path)) is cut"
    case .heal(let path): "\(name(path)) is whole again"
    case .loss(let path, let loss): "\(name(path)) loses \(DemoScreen.percent(loss.mean))"
    case .delay(let path, let delay):
      "\(name(path)) takes \(Int(delay.inMilliseconds)) ms one way"
    default: "\(action)"
    }
  }

  private static func name(_ path: PathSelection) -> String {
    let arrow = path.isBothWays ? "↔" : "→"
    return "\(siteName(path.first)) \(arrow) \(siteName(path.second))"
  }

  private static func siteName(_ host: Int) -> String {
    Site(rawValue: host)?.name ?? "host \(host)"
  }
}
