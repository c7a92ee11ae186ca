internal import Glibc

/// A file descriptor that is closed with its owner.
public struct OwnedDescriptor: ~Copyable {
  /// The descriptor's number, valid as long as its owner lives.
  public let number: Int32

  /// Takes over a descriptor.
  public init(_ number: Int32) {
    self.number = number
  }

  deinit {
    close(number)
  }
}
