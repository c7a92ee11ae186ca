/// An acknowledged multicast that passes through this node: who asked, and who has not answered.
struct Multicast {
  /// A part of the tree below this node.
  struct Branch {
    /// Where in our table its nodes are.
    var level: Int
    var digit: Int
    /// Who was asked last, and how many were.
    var node: NodeID
    var tries: Int
    var deadline: Instant
  }

  var operation: UInt32
  var newcomer: Contact
  /// Who is told when all branches have answered.
  var parent: NodeID
  var branches: [Branch]
}
