/// One line of the daemon's answer.
public enum ControlResponse: Codable, Hashable, Sendable {
  /// To `down`, before it begins.
  case stopping
  /// It could not be done; the last line of the answer.
  case failure(ControlFailure)
  /// The last line of an answer.
  case done
}
