/// A question that waits for its answer, or for the link that it is to be asked over.
struct OutstandingRequest {
  /// What the answer is for.
  enum Use {
    /// The way to our surrogate.
    case surrogate
    /// The nearest-neighbour search of a join.
    case search
    /// Keeping the table near.
    case locality
  }

  var number: UInt16
  var node: NodeID
  var use: Use
  var level: Int
  var deadline: Instant
  var isSent = false

  var purpose: TableRequest.Purpose { use == .surrogate ? .surrogate : .neighbours }
}
