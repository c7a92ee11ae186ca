import OverlaySecurity

// Testing's macros cannot look into expressions with spans, so they get arrays.

extension MessageAuthenticator {
  func admits(_ message: [UInt8]) -> Bool {
    admits(message.span)
  }

  func message(_ message: [UInt8], provesCookie cookie: [UInt8]) -> Bool {
    self.message(message.span, provesCookie: cookie)
  }
}

/// The first code of a message, over an array.
func mac1(of message: [UInt8]) -> [UInt8]? {
  MessageAuthenticator.mac1(of: message.span)
}
