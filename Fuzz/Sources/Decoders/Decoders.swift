import OverlayCore
import OverlaySecurity

/// Every decoder that takes bytes or text from outside: the first byte of the input picks one.
///
/// A decoder may refuse what it is given and may not trap. What it accepts, it must write again in
/// the same words, where it can write at all.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzDecoders(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Array(UnsafeBufferPointer(start: start, count: count))
  guard let choice = input.first else { return 0 }
  let bytes = Array(input.dropFirst())
  let text = String(decoding: bytes, as: UTF8.self)
  switch choice % 13 {
  case 0: checkPacketHeader(bytes)
  case 1: _ = try? MemberRecord(bytes.span)
  case 2: checkCredential(bytes)
  case 3: _ = try? Revocation(decoding: bytes)
  case 4: _ = try? InitiationFrame(decoding: bytes.span)
  case 5: _ = try? ResponseFrame(decoding: bytes.span)
  case 6: _ = try? CookieReplyFrame(decoding: bytes.span)
  case 7: _ = try? InitiationPayload(decoding: bytes)
  case 8: _ = try? ResponsePayload(decoding: bytes)
  case 9: checkInvitation(text)
  case 10: checkAddress(text)
  case 11: _ = AddressPrefix(text)
  default: _ = NetworkID(text)
  }
  return 0
}

private func checkPacketHeader(_ bytes: [UInt8]) {
  guard let header = try? PacketHeader(bytes.span, at: 0) else { return }
  var copy = [UInt8](repeating: 0, count: PacketHeader.byteCount)
  var span = copy.mutableSpan
  header.write(to: &span, at: 0)
  precondition(copy.elementsEqual(bytes.prefix(PacketHeader.byteCount)), "a header reads back")
}

private func checkCredential(_ bytes: [UInt8]) {
  guard let credential = try? Credential(decoding: bytes) else { return }
  precondition(credential.encoded == bytes, "a credential reads back")
}

private func checkInvitation(_ text: String) {
  guard let invitation = try? Invitation(token: text) else { return }
  let again = try? Invitation(token: invitation.token)
  precondition(again == invitation, "a token reads back")
}

private func checkAddress(_ text: String) {
  guard let address = UnderlayAddress(text) else { return }
  precondition(UnderlayAddress(address.description) == address, "an address reads back")
}
