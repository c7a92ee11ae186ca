public import OverlayRuntime
public import OverlaySimulator

/// Why a file holds no ``CloudRoundTrips``.
public enum CloudRoundTripsError: ExplainedError, Hashable {
  /// It is no JSON, or JSON of another shape; the decoder's words.
  case notReadable(String)
  /// Its times make no matrix.
  case noMatrix(RTTMatrixError)

  /// What happened.
  public var problem: String {
    switch self {
    case .notReadable(let reason): "round trips between regions cannot be read: \(reason)"
    case .noMatrix(let error): "\(error)"
    }
  }

  /// What to do about it.
  public var remedy: String {
    "Give a file of the form {\"data\": {\"region\": {\"region\": milliseconds}}}."
  }
}
