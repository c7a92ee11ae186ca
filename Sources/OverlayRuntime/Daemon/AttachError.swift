/// Why a program's network device was not taken over.
enum AttachError: ExplainedError, Hashable {
  /// There are as many as there may be.
  case full
  /// Another program has asked for a port.
  case portTaken(UInt16)
  /// More ports than one program may have.
  case tooManyPorts
  /// No device came with the request.
  case nothingPassed
  /// What came with it cannot be used.
  case device(TunError)
  /// The kernel.
  case system(SystemError)
  /// There is no such class.
  case unknownClass(String, known: String)

  var problem: String {
    switch self {
    case .full: "\(RuntimeLimits.attachedDevices) programs use this node's address already"
    case .portTaken(let port): "another program serves port \(port) of this node already"
    case .tooManyPorts: "more than \(RuntimeLimits.attachedPorts) ports were asked for"
    case .nothingPassed: "no network device came with the request"
    case .device(let error): error.problem
    case .system(let error): "the daemon cannot watch the device: \(error)"
    case .unknownClass(let name, _): "there is no traffic class `\(name)`"
    }
  }

  var remedy: String {
    switch self {
    case .full: "Wait for one of them to end."
    case .portTaken: "Choose another with `--port`, or end the other program."
    case .tooManyPorts: "Leave `--port` out: the program that runs longest gets every port."
    case .nothingPassed: "Use the command line and the daemon of one version."
    case .device(let error): error.remedy
    case .system: "Check the daemon's limit on open files."
    case .unknownClass(_, let known): "Choose one of \(known)."
    }
  }
}
