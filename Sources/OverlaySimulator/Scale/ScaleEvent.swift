/// What is due, in four bytes: the kind in the upper three bits, a number below.
struct ScaleEvent {
  /// What there is to do.
  enum Kind: UInt32 {
    /// The frame in this slot of the arena arrives.
    case frame
    /// The node on this host asked to be woken.
    case wake
    /// The errand of this number goes on.
    case errand
    /// The copy of a test packet of this number arrives.
    case packet
  }

  private static let numberBits: UInt32 = 29
  let payload: UInt32

  init(_ kind: Kind, _ number: UInt32) {
    precondition(number >> Self.numberBits == 0, "more than half a billion of one kind")
    payload = kind.rawValue << Self.numberBits | number
  }

  init(payload: UInt32) {
    self.payload = payload
  }

  var kind: Kind? { Kind(rawValue: payload >> Self.numberBits) }
  var number: UInt32 { payload & (1 << Self.numberBits - 1) }
}
