@testable import OverlaySecurity

/// A data header as a value that can be compared.
struct FuzzDataHeader: Hashable, Sendable {
  var path: UInt8
  var receiver: UInt32
  var counter: UInt64

  init(path: UInt8, receiver: UInt32, counter: UInt64) {
    self.path = path
    self.receiver = receiver
    self.counter = counter
  }

  init(_ bytes: [UInt8]) throws {
    let header = try DataHeader(bytes.span)
    self.init(path: header.path, receiver: header.receiver, counter: header.counter)
  }

  var encoded: [UInt8] {
    let header = DataHeader(path: path, receiver: receiver, counter: counter)
    var bytes = [UInt8](repeating: 0, count: header.byteCount)
    var span = bytes.mutableSpan
    header.write(to: &span, at: 0)
    return bytes
  }
}
