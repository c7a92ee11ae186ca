@testable import OverlayCore

/// How many frames of each kind were sent, opened under a session, and reached what handles them.
struct SessionTally {
  struct Row: Equatable {
    var sent = 0
    var opened = 0
    var handled = 0
  }

  private(set) var rows: [FrameKind: Row] = [:]
  /// All datagrams, those that are no frame included.
  private(set) var datagrams = 0
  private(set) var opened = 0

  mutating func note(_ kind: FrameKind?, opened isOpened: Bool, handled isHandled: Bool) {
    datagrams += 1
    if isOpened { opened += 1 }
    guard let kind else { return }
    rows[kind, default: Row()].sent += 1
    if isOpened { rows[kind, default: Row()].opened += 1 }
    if isHandled { rows[kind, default: Row()].handled += 1 }
  }

  static func + (left: SessionTally, right: SessionTally) -> SessionTally {
    var sum = left
    sum.datagrams += right.datagrams
    sum.opened += right.opened
    for (kind, row) in right.rows {
      sum.rows[kind, default: Row()].sent += row.sent
      sum.rows[kind, default: Row()].opened += row.opened
      sum.rows[kind, default: Row()].handled += row.handled
    }
    return sum
  }

  /// As a table.
  var text: String {
    func pad(_ value: Int) -> String {
      String(repeating: " ", count: max(0, 9 - String(value).count)) + String(value)
    }
    let lines = FrameKind.allCases.map { kind in
      let row = rows[kind, default: Row()]
      let name = "\(kind)"
      return name + String(repeating: " ", count: max(1, 26 - name.count)) + pad(row.sent)
        + pad(row.opened) + pad(row.handled)
    }
    let share = datagrams == 0 ? 0 : 100 * opened / datagrams
    return
      (["frame kind                     sent   opened  handled"] + lines
      + ["\(opened) of \(datagrams) datagrams opened under a session, \(share) %"])
      .joined(separator: "\n")
  }
}
