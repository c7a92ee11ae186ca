import Foundation
import OverlayRuntime

/// A tunnel between two hosts, on as many threads as are asked for.
struct Tunnel {
  /// Who does what.
  enum Threads: String, CaseIterable {
    /// One thread does all, as in Selvedge.
    case one
    /// One for what leaves, one for what comes.
    case ways
    /// As `ways`, and what leaves is read by one and sealed by another.
    case pipeline
  }

  private let ends: Ends
  private let threads: Threads

  init(_ arguments: Arguments) throws {
    let words = arguments.has("--threads") ? arguments.text("--threads") : Threads.one.rawValue
    guard let threads = Threads(rawValue: words) else {
      fail("--threads wants one of \(Threads.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    self.threads = threads
    ends = try Ends(arguments)
  }

  func run() throws {
    switch threads {
    case .one: try Self.runAll(ends)
    case .ways:
      Self.detach { [ends] in try Self.runLeaving(ends) }
      try Self.runComing(ends)
    case .pipeline:
      let handOff = HandOff()
      Self.detach { [ends] in try Self.runReading(ends, for: handOff) }
      Self.detach { [ends] in
        var sealer = Sealer(ends)
        while true { handOff.take { sealer.send($0) } }
      }
      try Self.runComing(ends)
    }
  }

  private static func detach(_ body: @escaping @Sendable () throws -> Void) {
    Thread.detachNewThread {
      do { try body() } catch { fail("\(error)") }
    }
  }

  private static func runAll(_ ends: Ends) throws {
    var loop = try EventLoop()
    try loop.add(ends.socket.descriptor, token: EventToken(.underlay))
    try loop.add(ends.device.descriptor(), token: EventToken(.tun))
    let batch = Batch()
    var reader = Reader(ends)
    var sealer = Sealer(ends)
    var opener = Opener(ends)
    while true {
      for index in 0..<(try loop.wait(until: .never)) {
        switch loop.event(at: index).token.kind {
        case .underlay: opener.receive()
        case .tun:
          repeat {
            reader.fill(batch)
            sealer.send(batch)
          } while reader.hasRest
        default: break
        }
      }
    }
  }

  private static func runComing(_ ends: Ends) throws {
    var loop = try EventLoop()
    try loop.add(ends.socket.descriptor, token: EventToken(.underlay))
    var opener = Opener(ends)
    while true {
      _ = try loop.wait(until: .never)
      opener.receive()
    }
  }

  private static func runLeaving(_ ends: Ends) throws {
    var loop = try EventLoop()
    try loop.add(ends.device.descriptor(), token: EventToken(.tun))
    let batch = Batch()
    var reader = Reader(ends)
    var sealer = Sealer(ends)
    while true {
      if !reader.hasRest { _ = try loop.wait(until: .never) }
      reader.fill(batch)
      sealer.send(batch)
    }
  }

  private static func runReading(_ ends: Ends, for handOff: HandOff) throws {
    var loop = try EventLoop()
    try loop.add(ends.device.descriptor(), token: EventToken(.tun))
    var reader = Reader(ends)
    while true {
      if !reader.hasRest { _ = try loop.wait(until: .never) }
      let batch = handOff.room()
      reader.fill(batch)
      batch.count > 0 ? handOff.give() : handOff.keep()
    }
  }
}
