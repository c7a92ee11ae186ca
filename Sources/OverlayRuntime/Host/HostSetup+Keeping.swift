internal import CLinuxNet
internal import OverlayCore
internal import OverlaySecurity
internal import Synchronization

// What somebody takes away comes back.

extension HostSetup {
  /// Looks whether everything is in place and puts back what is not. Without a change no program is run.
  ///
  /// - Parameter isFirst: whether it is being set up, so that nothing can have been taken away.
  @discardableResult
  func keep(isFirst: Bool = false) -> HostCondition {
    let condition = books.withLockIfAvailable { books -> HostCondition in
      var condition = HostCondition()
      guard !books.isOver, !books.changes.isEmpty else { return condition }
      if books.tables == nil { books.tables = try? KernelTables() }
      let lacking = Self.look(&books)
      condition.lacking = lacking
      if lacking.isEmpty { (books.outdated, books.stuck, books.pause) = ([], [], 0) }
      // What could not be put back waits for a few looks, and nothing else does for it.
      if books.pause > 0 { books.pause -= 1 }
      let due = books.pause > 0 ? lacking.subtracting(books.stuck) : lacking
      if !due.isEmpty {
        condition.failure = Self.mend(&books, due)
        condition.lacking = Self.look(&books)
        // What is made anew for other networks or servers was taken away by nobody.
        let put = due.subtracting(condition.lacking)
        condition.mended = isFirst ? [] : put.subtracting(books.outdated)
        books.outdated.subtract(put)
        books.stuck = condition.lacking
        if !books.stuck.isEmpty, books.pause == 0 { books.pause = Self.pauseLooks }
        if !condition.mended.isEmpty { books.repairs += 1 }
      }
      condition.repairs = books.repairs
      condition.surroundings = books.surroundings
      return condition
    }
    // Somebody is at it already, perhaps waiting for a program.
    guard let condition else { return self.condition }
    publish(condition)
    return condition
  }

  /// Looks from one attempt at what could not be put back to the next.
  private static let pauseLooks = 4
  /// Stands for a table that could not be read.
  private static let unknownPrint: UInt64 = 0

  /// What is not as it should be. What the kernel does not say counts as it was.
  private static func look(_ books: inout Books) -> Set<HostCondition.Lack> {
    var lacking: Set<HostCondition.Lack> = []
    let device = UInt32(max(0, unsafe clinuxnet_interface_index(books.device)))
    if let routing = books.changes.routing {
      for family in KernelTables.families {
        if let found = try? books.tables?.rules(family, routing.priorities),
          found != routing.rules
        {
          lacking.insert(.rules)
        }
        guard
          let routes = try? books.tables?.routes(family, table: UInt32(routing.table))
        else { continue }
        if routing.isClosed == true,
          !routes.contains(where: { $0.kind == .unreachable && $0.prefix.length == 0 })
        {
          lacking.insert(.barrier)
        }
        let present = Set(
          routes.filter { $0.kind == .unicast && $0.interface == device && device > 0 }
            .map(\.prefix))
        if books.routes.contains(where: { $0.family == family && !present.contains($0) }) {
          lacking.insert(.routes)
        }
      }
    }
    if books.outbound != nil, !outranking(&books).isEmpty { lacking.insert(.precedence) }
    if let table = books.changes.outbound, books.outbound != nil {
      let now = (try? books.tables?.ownNetworks(besides: device)) ?? books.networks
      if now != books.networks {
        books.networks = now
        books.prints[table] = nil
        books.outdated.insert(.outbound)
      }
      if isOther(table, books) { lacking.insert(.outbound) }
    }
    if let table = books.changes.firewall, books.firewall != nil {
      let now = (try? books.tables?.ownSurroundings(besides: device)) ?? books.surroundings
      if now != books.surroundings {
        books.surroundings = now
        books.prints[table] = nil
        books.outdated.insert(.firewall)
      }
      if isOther(table, books) { lacking.insert(.firewall) }
    }
    return lacking
  }

  /// The sets of rules without a daemon that refuse packets before ours are asked.
  private static func outranking(_ books: inout Books) -> [HostRouting] {
    guard let routing = books.changes.routing else { return [] }
    return (try? books.tables?.closedSets(before: routing)) ?? []
  }

  private static func isOther(_ table: String, _ books: borrowing Books) -> Bool {
    guard let known = books.prints[table] else { return true }
    do throws(SystemError) {
      guard let found = try books.tables?.print(ofFirewall: table) else {
        // Not there; where nobody can be asked, it counts as it was.
        return books.tables != nil
      }
      return known != unknownPrint && found != known
    } catch {
      return false
    }
  }

  /// Puts back what is missing; the last failure.
  private static func mend(
    _ books: inout Books, _ lacking: Set<HostCondition.Lack>
  ) -> HostToolError? {
    var failure: HostToolError?
    func attempt(_ body: () throws(HostToolError) -> Void) {
      do throws(HostToolError) { try body() } catch { failure = error }
    }
    // What keeps packets in comes first.
    if lacking.contains(.outbound), let make = books.outbound {
      let firewall = make(books.device, books.networks)
      attempt { () throws(HostToolError) in
        try replace(firewall.table, firewall.script, &books)
      }
    }
    if let routing = books.changes.routing {
      for family in KernelTables.families {
        if lacking.contains(.barrier) {
          attempt { () throws(HostToolError) in try routing.close(family) }
        }
        if lacking.contains(.rules) {
          let found = (try? books.tables?.rules(family, routing.priorities)) ?? []
          attempt { () throws(HostToolError) in try routing.mend(family, found: found) }
        }
      }
      // Into a device that is not there nothing can lead.
      if lacking.contains(.routes), unsafe clinuxnet_interface_index(books.device) > 0 {
        for prefix in books.routes {
          let device = books.device
          attempt { () throws(HostToolError) in
            try routing.route("replace", prefix, into: device)
          }
        }
      }
    }
    // They may be all that is left of what keeps another node's host closed: told, and left alone.
    if lacking.contains(.precedence) {
      let sets = outranking(&books).map(\.words)
      if !sets.isEmpty { failure = .outranked(by: sets.joined(separator: ", ")) }
    }
    if lacking.contains(.firewall), let make = books.firewall {
      let firewall = make(books.device, books.surroundings)
      attempt { () throws(HostToolError) in
        try replace(firewall.table, firewall.script, &books)
      }
    }
    return failure
  }

  private static func replace(
    _ table: String, _ script: String, _ books: inout Books
  ) throws(HostToolError) {
    try HostTool.nft.run(["-f", "-"], input: script)
    books.prints[table] = (try? books.tables?.print(ofFirewall: table)) ?? unknownPrint
  }
}
