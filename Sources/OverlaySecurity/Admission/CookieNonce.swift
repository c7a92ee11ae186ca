/// The random 96-bit nonce of a sealed cookie, cut as `FrameCipher` takes it.
///
/// Random, because nothing about a cookie reply is remembered. At a thousand replies a second a
/// repetition becomes likelier than one in 2^32 after more than a month under one key.
struct CookieNonce {
  /// The first four bytes.
  var high: UInt32
  /// The last eight bytes.
  var low: UInt64
}
