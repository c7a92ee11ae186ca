/// The files of a state directory.
public enum StateFile: String, Sendable, CaseIterable {
  /// The node's static private key, 32 bytes.
  case identity = "identity.key"
  /// The network's name, identifier and pre-shared key, and this node's name in it.
  case network = "network.json"
  /// What the network's authority signed for this node.
  case credential
  /// The authority itself, on the node that has it: signing key, counters, invitations.
  case authority = "authority.json"
  /// Members known before, to find the network again after a restart.
  case members
  /// Revocations known before.
  case revocations
  /// How often this node was started, or more where it had to outrank a newer record of its own; it
  /// orders the node's announcements across restarts.
  case incarnation
  /// The newest time that the network has signed, for a host whose clock is wrong.
  case time
  /// The settings, the only file here that is written by hand.
  case configuration = "config.yaml"
  /// What the daemon changed of the host's set-up and has to take back.
  case host = "host.json"
  /// Held locked by the process that works in the directory.
  case lock
  /// The daemon's control socket.
  case control = "control.sock"

  /// Whether nobody could tell this node again what stands in the file.
  var isIrreplaceable: Bool {
    switch self {
    case .identity, .network, .credential, .authority: true
    case .members, .revocations, .incarnation, .time, .configuration, .host, .lock, .control: false
    }
  }

  /// The name of the file's copy.
  var copyName: String { rawValue + ".copy" }
}
