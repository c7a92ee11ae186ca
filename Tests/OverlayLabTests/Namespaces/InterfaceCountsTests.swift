import Testing

@testable import OverlayLab

@Suite("counts of interfaces")
struct InterfaceCountsTests {
  private let text = """
    Inter-|   Receive                                                |  Transmit
     face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls
        lo:       0       0    0    9    0     0          0         0        0       0    0    9    0     0
       lte: 1234567    1234    0    1    0     0          0         0  7654321    4321    0   42    0     0
     fibre:1234567890  1234    0    1    0     0          0         0  7654321    4321    0    8    0     0
    """

  @Test("drops on the way out are those of the interfaces that were named")
  func drops() {
    #expect(InterfaceCounts.droppedOnTransmit(text, interfaces: ["lte", "fibre"]) == 50)
    #expect(InterfaceCounts.droppedOnTransmit(text, interfaces: ["lte"]) == 42)
  }

  @Test("what is cut short counts nothing")
  func garbage() {
    for text in ["", "lte:", "lte: 1 2 3", ":::", "lte: 1 1 1 1 1 1 1 1 1 1 1 x"] {
      #expect(InterfaceCounts.droppedOnTransmit(text, interfaces: ["lte"]) == 0)
    }
  }
}
