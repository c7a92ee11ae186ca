import OverlayCore

/// A session being opened or closed, or a distance being measured: what takes a few datagrams that
/// no node sees. An errand has one event pending at any time.
struct Errand {
  enum Step: UInt8 {
    /// The question of an opening reaches the other host.
    case opening
    /// The answer comes back: the session stands.
    case opened
    /// No answer came: again, or give up.
    case retry
    /// A probe reaches the other host.
    case probe
    /// Its answer comes back.
    case echo
    /// The news that a session is over reaches the other host.
    case closing
  }

  var step: Step
  /// Who runs the errand, and which of that host's nodes.
  var from: UInt32
  var birth: UInt32
  /// Where it leads, and to whom.
  var to: UInt32
  var contact: Contact
  /// The session, once there is one.
  var session: UInt32 = 0
  var attempts = 0
  /// When the last question left.
  var asked = Instant.zero
}
