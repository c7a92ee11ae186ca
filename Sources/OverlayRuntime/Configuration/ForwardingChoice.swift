/// Whether the daemon changes the kernel's settings for a node that passes packets on.
public enum ForwardingChoice: String, Hashable, Sendable, CaseIterable {
  /// It looks whether the kernel forwards, and says what to do when it does not.
  case check
  /// It switches forwarding on when it is off, and off again at its end.
  case set
}
