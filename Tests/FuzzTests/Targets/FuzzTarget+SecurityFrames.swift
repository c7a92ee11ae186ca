import OverlayCore

@testable import OverlaySecurity

extension FuzzTarget {
  /// Everything that the security layer reads before or after it opens a seal.
  static let securityFrames: [FuzzTarget] = [
    codec(
      "Credential", seeds: [FuzzNetwork.shared.member.credential],
      decode: { try Credential(decoding: $0) }, encode: \.encoded),
    codec(
      "Revocation",
      seeds: [
        Revocation(
          node: NodeID(2), serial: 3, revokedAt: 1_800_000_000,
          signature: [UInt8](repeating: 4, count: SecurityLimits.signatureBytes))
      ],
      decode: { try Revocation(decoding: $0) }, encode: \.encoded),
    codec(
      "InitiationPayload",
      seeds: [
        FuzzNetwork.shared.initiation(FuzzNetwork.enrolment),
        FuzzNetwork.shared.initiation(FuzzNetwork.shared.session),
      ],
      decode: { try InitiationPayload(decoding: $0) }, encode: \.encoded),
    codec(
      "ResponsePayload",
      seeds: [
        ResponsePayload(
          answer: .session(
            incarnation: 1,
            AnnouncedRecord(
              FuzzNetwork.shared.record(
                of: FuzzNetwork.shared.member, at: FuzzNetwork.memberAddress, incarnation: 1))),
          version: 2, features: []),
        ResponsePayload(
          answer: .enrolled(
            credential: [2],
            contacts: [HandshakeContact(credential: [3], endpoints: [FuzzNetwork.memberAddress])]),
          version: 2, features: []),
        ResponsePayload(answer: .refused(.unknownInvitation), version: 2, features: []),
      ],
      decode: { try ResponsePayload(decoding: $0) }, encode: \.encoded),
    codec(
      "DataHeader",
      seeds: [
        FuzzDataHeader(path: 1, receiver: 2, counter: 3),
        FuzzDataHeader(path: 15, receiver: 0xff_ffff, counter: 1 << 32),
      ],
      decode: { try FuzzDataHeader($0) }, encode: \.encoded),
    message(
      "InitiationFrame",
      bytes: HandshakeFront.byteCount + 4 + NoiseHandshake.initiationOverheadBytes,
      kind: .initiation
    ) { try InitiationFrame(decoding: $0.span).noise },
    message(
      "ResponseFrame", bytes: HandshakeFront.byteCount + 8 + NoiseHandshake.responseOverheadBytes,
      kind: .response
    ) { try ResponseFrame(decoding: $0.span).noise },
    FuzzTarget(
      name: "VersionReplyFrame",
      seeds: {
        [
          HandshakeFront(.versionReply).encoded
            + [UInt8](repeating: 5, count: 4 + MessageAuthenticator.trailerBytes)
        ]
      },
      accepts: { (try? VersionReplyFrame(decoding: $0.span)) != nil }),
    FuzzTarget(
      name: "CookieReplyFrame",
      seeds: { [[HandshakeKind.cookieReply.rawValue] + [UInt8](repeating: 5, count: 48)] },
      accepts: { (try? CookieReplyFrame(decoding: $0.span)) != nil }),
  ]

  /// A handshake message, of which only the whereabouts of its sealed part are read.
  private static func message(
    _ name: String, bytes: Int, kind: HandshakeKind,
    noise: @escaping @Sendable ([UInt8]) throws -> Range<Int>
  ) -> FuzzTarget {
    FuzzTarget(
      name: name,
      seeds: {
        [
          HandshakeFront(kind).encoded
            + [UInt8](
              repeating: 1,
              count: bytes - HandshakeFront.byteCount + MessageAuthenticator.trailerBytes)
        ]
      },
      accepts: { bytes in
        guard let noise = try? noise(bytes) else { return false }
        guard noise.upperBound + MessageAuthenticator.trailerBytes == bytes.count else {
          throw FuzzFailure("the sealed part \(noise) does not reach the codes behind it")
        }
        return true
      })
  }
}
