import OverlayCore

@testable import OverlaySecurity

extension FuzzTarget {
  /// Whole nodes: what arrives may be anything, and they must stay within their bounds.
  static let nodes: [FuzzTarget] = [
    FuzzTarget(
      name: "HostileMember", seeds: { FrameScript.seeds.map(FrameScript.encode) },
      accepts: HostileMember.accepts),
    FuzzTarget(
      name: "HostileSessions", seeds: HostileSessions.seeds, accepts: HostileSessions.accepts),
    FuzzTarget(
      name: "HostilePeer", seeds: { FrameScript.peerSeeds.map(FrameScript.encode) },
      accepts: HostilePeer.accepts),
    FuzzTarget(
      name: "HostileFrames", seeds: { FrameScript.seeds.map(FrameScript.encode) },
      accepts: { bytes in
        var pair = try FuzzPair.make()
        for step in FrameScript.steps(in: bytes) { try pair.sendSealed(step) }
        return !bytes.isEmpty
      }),
    FuzzTarget(
      name: "HostileDatagrams", seeds: { try FuzzPair.datagrams().map(FrameScript.encode) },
      accepts: { bytes in
        var pair = try FuzzPair.make()
        for step in FrameScript.steps(in: bytes) { try pair.sendDatagram(step) }
        return !bytes.isEmpty
      }),
    FuzzTarget(
      name: "HostileInitiation",
      seeds: {
        let network = FuzzNetwork.shared
        return [
          network.initiation(FuzzNetwork.enrolment).encoded,
          network.initiation(network.session).encoded,
        ]
      },
      accepts: { bytes in
        var pair = try FuzzPair.make()
        try pair.initiate(payload: bytes)
        return (try? InitiationPayload(decoding: bytes)) != nil
      }),
  ]
}
