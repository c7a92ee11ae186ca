/// The links that a packet leaves on: one, or two when it is copied.
public struct Hops: Hashable, Sendable {
  /// The first link.
  public var first: LinkID
  /// The second link, ``LinkID/none`` when there is one copy only.
  public var second: LinkID
  /// The third link, of packets in stripes.
  public var third = LinkID.none
  /// The fourth link, of packets in stripes.
  public var fourth = LinkID.none
  /// Into how many stripes the packet is to be cut, their parity not counted: each of them and the
  /// parity take a link of their own. Zero for a packet that goes whole.
  public var stripes: UInt8 = 0
  /// Whether the packet steps aside: no link on toward its destination is up.
  public var isAside = false
  /// The largest datagram that goes whole all the way, as far as is known, in bytes. What is larger
  /// may go nevertheless, but then the underlay fragments it or loses it.
  public var datagramBytesMax = UInt16(Limits.datagramBytesMax)

  /// One link, or two distinct ones.
  public init(
    _ first: LinkID, _ second: LinkID = .none,
    carrying datagramBytesMax: UInt16 = UInt16(Limits.datagramBytesMax)
  ) {
    self.first = first
    self.second = second
    self.datagramBytesMax = datagramBytesMax
  }

  /// How many numbers of its flow each packet takes.
  public var framesPerPacket: Int { stripes == 0 ? 1 : Int(stripes) + 1 }

  /// How many copies are sent of a packet that goes whole.
  public var count: Int { second == .none ? 1 : 2 }

  /// The link of a stripe, or of the parity behind the last.
  public subscript(stripe: Int) -> LinkID {
    get {
      switch stripe {
      case 0: first
      case 1: second
      case 2: third
      default: fourth
      }
    }
    set {
      switch stripe {
      case 0: first = newValue
      case 1: second = newValue
      case 2: third = newValue
      default: fourth = newValue
      }
    }
  }
}
