internal import OverlayRuntime

/// Asks the emulator of a lab that is up.
public struct LabClient: ~Copyable {
  /// The lab's place.
  public let place: LabPlace
  private var client: LineClient<LabRequest, LabAnswer>

  /// Connects to the lab of that name, or to the only one that is up.
  ///
  /// - Throws: ``LabError`` when there is none or several, or when the emulator has died.
  public init(name: String?) throws {
    try LabRun.checkRights()
    let place = try Self.find(name)
    client = try Self.connect(place)
    self.place = place
  }

  private static func connect(
    _ place: LabPlace
  ) throws -> LineClient<LabRequest, LabAnswer> {
    do {
      return try LineClient(path: place.socket)
    } catch ControlError.notRunning {
      throw LabError.emulatorGone(place.name)
    }
  }

  /// The lab of that name, or the only one of which there is anything.
  public static func find(_ name: String?) throws(LabError) -> LabPlace {
    let all = LabPlace.all
    if let name {
      guard let place = all.first(where: { $0.name == name }) else {
        throw .unknownLab(name, up: all.map(\.name))
      }
      return place
    }
    guard let first = all.first else { throw .noneUp }
    guard all.count == 1 else { throw .severalUp(all.map(\.name)) }
    return first
  }

  /// Asks, and gives the answer.
  public mutating func ask(_ request: LabRequest) throws -> LabAnswer {
    do {
      try client.send(request)
      guard let answer = try client.next() else { throw LabError.unexpectedAnswer }
      while try client.next() != nil {}
      return answer
    } catch ControlError.closed {
      throw LabError.emulatorGone(place.name)
    }
  }

  /// What there is and how it does.
  public mutating func status() throws -> LabStatus {
    guard case .status(let status) = try ask(.status) else { throw LabError.unexpectedAnswer }
    return status
  }
}
