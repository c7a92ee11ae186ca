internal import OverlayCore
internal import OverlayRuntime

/// Who a node is in a network, held in memory: its keys and its credential, and what it learns while it
/// runs. Gone with the process.
///
/// For tests and demonstrations; ``InMemoryNetwork`` gives them out. A node that is to be the same
/// tomorrow lives in a state directory instead (``SelvedgeConfiguration/init(stateDirectory:)``).
public struct Membership: Sendable {
  /// The member's name.
  public let name: String
  let state: StateDirectory

  /// Tells the node whom it can call when it starts: a member that runs already. One is enough, the
  /// others it hears of.
  public func introduce(_ contact: NodeContact) throws(SelvedgeError) {
    do throws(StateError) {
      let known = try state.loadNode().members
      try state.store(members: known.filter { $0.node != contact.record.node } + [contact.record])
    } catch {
      throw .refused(problem: error.problem, remedy: error.remedy)
    }
  }
}
