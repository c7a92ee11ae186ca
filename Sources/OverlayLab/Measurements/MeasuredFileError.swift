public import OverlayRuntime
public import OverlaySimulator

/// Why a file gives no ``MeasuredFile``.
public enum MeasuredFileError: ExplainedError, Hashable {
  /// It is not there, or may not be read.
  case unreadable(String)
  /// There is nothing in it.
  case empty(String)
  /// It is longer than any such file.
  case tooLong(String)
  /// It cannot be unpacked.
  case compressed(String)
  /// Its times make no matrix.
  case matrix(String, RTTMatrixError)
  /// It is no table of regions.
  case cloud(String, CloudRoundTripsError)
  /// The scenario replays no data.
  case unused(scenario: String)

  /// What happened.
  public var problem: String {
    switch self {
    case .unreadable(let path): "\(path) cannot be read"
    case .empty(let path): "there is nothing in \(path)"
    case .tooLong(let path): "\(path) is longer than \(MeasuredFile.bytesMax >> 20) MiB"
    case .compressed(let path): "\(path) cannot be unpacked by gzip"
    case .matrix(let path, let error): "\(path): \(error)"
    case .cloud(let path, let error): "\(path): \(error.problem)"
    case .unused(let scenario): "`\(scenario)` replays no data"
    }
  }

  /// What to do about it.
  public var remedy: String {
    switch self {
    case .unreadable: "Name a file that you may read."
    case .compressed: "Unpack it yourself, or install gzip."
    case .unused: "Leave out `--matrix`, or run `replay`, `hysteresis` or `estimators`."
    case .empty, .tooLong, .matrix, .cloud:
      "Give binary slices with `SITESxSITESxSLICES` in the file's name, lines of "
        + "`from,to,milliseconds`, or JSON of the form {\"data\": {\"region\": {\"region\": "
        + "milliseconds}}}."
    }
  }
}
