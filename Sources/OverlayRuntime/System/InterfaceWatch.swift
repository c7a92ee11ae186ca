internal import CLinuxNet

/// Tells when interfaces or addresses of this host change, by rtnetlink.
final class InterfaceWatch {
  private let handle: OwnedDescriptor

  /// Begins to watch the network namespace of the calling thread.
  init() throws(SystemError) {
    handle = OwnedDescriptor(try SystemError.check(clinuxnet_changes_open()))
  }

  /// The descriptor to register with the loop.
  var descriptor: Int32 { handle.number }

  /// Takes what the kernel said; whether it said anything.
  func take() -> Bool { clinuxnet_changes_take(handle.number) > 0 }
}
