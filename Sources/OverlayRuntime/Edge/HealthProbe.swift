internal import CLinuxNet
internal import Glibc
internal import OverlayCore

/// The socket of one health check that is under way or waits for its next turn.
final class HealthProbe {
  private enum Socket {
    case none
    case echo(OwnedDescriptorBox)
    case connection(OwnedDescriptorBox)
  }

  /// A descriptor that an enumeration can hold.
  private final class OwnedDescriptorBox {
    let number: Int32
    init(_ number: Int32) { self.number = number }
    deinit { close(number) }
  }

  let check: PrefixCheck
  private var socket = Socket.none
  private var sequence: UInt16 = 0
  private let identifier: UInt16
  /// Until when the answer may come; `never` while nothing is asked.
  private(set) var deadline = Instant.never

  init(_ check: PrefixCheck, identifier: UInt16) {
    self.check = check
    self.identifier = identifier
  }

  /// Asks.
  ///
  /// - Parameter until: when no answer counts as a failure.
  /// - Returns: the result when it is known at once, and the descriptor to be watched.
  func begin(until: Instant, mark: UInt32) -> (passed: Bool?, watch: Int32?) {
    switch check {
    case .interface(let name):
      return (unsafe clinuxnet_interface_running(name) > 0, nil)
    case .tcp(let address):
      let descriptor = clinuxnet_probe_connect(
        address.family.rawValue, UInt64(truncatingIfNeeded: address.host >> 64),
        UInt64(truncatingIfNeeded: address.host), address.port, mark)
      guard descriptor >= 0 else { return (false, nil) }
      socket = .connection(OwnedDescriptorBox(descriptor))
      deadline = until
      return (nil, descriptor)
    case .ping(let address):
      var fresh: Int32?
      if case .echo = socket {
      } else {
        let descriptor = clinuxnet_echo_open(
          address.family.rawValue, UInt64(truncatingIfNeeded: address.host >> 64),
          UInt64(truncatingIfNeeded: address.host), mark)
        guard descriptor >= 0 else { return (false, nil) }
        socket = .echo(OwnedDescriptorBox(descriptor))
        fresh = descriptor
      }
      guard case .echo(let open) = socket else { return (false, nil) }
      sequence &+= 1
      guard clinuxnet_echo_send(open.number, identifier, sequence) >= 0 else {
        // The address may have gone with its interface: the next one asks anew.
        socket = .none
        return (false, nil)
      }
      deadline = until
      return (nil, fresh)
    }
  }

  /// Looks at what the descriptor has; nil while the answer is still awaited.
  func look() -> Bool? {
    switch socket {
    case .none: return nil
    case .connection(let open):
      let result = clinuxnet_probe_result(open.number)
      guard result != -EINPROGRESS else { return nil }
      end()
      return result == 0
    case .echo(let open):
      guard clinuxnet_echo_receive(open.number, identifier, sequence) > 0,
        deadline != .never
      else { return nil }
      end()
      return true
    }
  }

  /// Gives the answer up.
  func end() {
    deadline = .never
    if case .connection = socket { socket = .none }
  }
}
