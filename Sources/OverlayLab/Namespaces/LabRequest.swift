/// What programs ask a lab's emulator, one JSON object a line: `{"status":{}}`,
/// `{"cut":{"_0":{"from":"alpha","isBothWays":true,"to":"beta"}}}`.
public enum LabRequest: Codable, Hashable, Sendable {
  /// What there is and how it does.
  case status
  /// Lets nothing through.
  case cut(LabSelection)
  /// Makes paths what the scenario says; all of them without a selection.
  case heal(LabSelection?)
  /// Changes paths, as the words on the command line say.
  case set(LabSelection, words: [String])
  /// Remove everything and end.
  case down
}
