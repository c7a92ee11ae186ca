import OverlayCore
import OverlaySecurity
import Testing

@testable import OverlayRuntime

@Suite("the runtime's limits")
struct RuntimeLimitsTests {
  @Test("every state file that can be written can be read")
  func stateFiles() {
    let members = Limits.membersMax * (2 + Limits.controlFrameBytesMax)
    let revocations = SecurityLimits.revocationsMax * Revocation.byteCount
    #expect(members <= RuntimeLimits.stateFileBytes)
    #expect(revocations <= RuntimeLimits.stateFileBytes)
  }

  @Test("every peer of a tunnel has a port in the dynamic range")
  func ports() {
    #expect(
      Int(PortForwarder.firstProgramPort) + RuntimeLimits.forwardPeers <= Int(UInt16.max) + 1)
  }

  @Test("a batch and its copies fit into one send queue")
  func queues() {
    #expect(RuntimeLimits.batch * Limits.copiesMax <= RuntimeLimits.sendQueue)
  }

  @Test("whatever is sealed or opened fits into a buffer")
  func buffers() {
    #expect(PacketLayout.bufferBytes == PacketArena.bufferBytes)
    #expect(PacketLayout.datagramBytesMax + PacketLayout.tailroom <= PacketArena.bufferBytes)
    #expect(
      PacketLayout.headroom + Daemon.payloadBytesMax + PacketLayout.tailroom
        <= PacketLayout.datagramBytesMax)
    #expect(ConfigurationKey.mtuRange.contains(DaemonConfiguration.standard.tun.mtu))
    #expect(ConfigurationKey.mtuRange.upperBound <= Daemon.payloadBytesMax)
  }

  @Test("an answer about the largest network fits into one line")
  func answers() {
    let routes = Limits.membersMax * TrafficClass.allCases.count
    let routeBytes = 512 + Limits.candidatesMax * 256
    #expect(routes * routeBytes <= RuntimeLimits.controlQueueBytes)
  }
}
