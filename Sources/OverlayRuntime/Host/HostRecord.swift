/// `host.json` of a state directory: what the daemon has changed of its host, written before it is changed.
struct HostRecord {
  private let state: StateDirectory

  /// Names the file, which need not exist.
  init(_ state: StateDirectory) {
    self.state = state
  }

  /// What it says was changed; nil when it does not say.
  var changes: HostChanges? {
    guard let bytes = try? state.read(.host), !bytes.isEmpty else { return nil }
    let lines = bytes.split(separator: ControlCoding.newline).lazy.compactMap {
      try? ControlCoding.decode(HostChanges.self, from: Array($0))
    }
    // The same line twice: it stands for what nobody else knows.
    return lines.first { $0 == $0.genuine } ?? lines.first?.genuine
  }

  /// Replaces it.
  func write(_ changes: HostChanges) throws(StateError) {
    // That there is nothing is written as well: an empty file counts as lost.
    guard !changes.isEmpty || self.changes != changes else { return }
    let line: [UInt8]
    do throws(ControlError) {
      line = try ControlCoding.line(changes)
    } catch {
      throw .damaged(file: state.path(of: .host), reason: error.problem)
    }
    try state.write(line + line, to: .host)
  }
}
