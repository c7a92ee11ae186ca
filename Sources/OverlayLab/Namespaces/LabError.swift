public import OverlayRuntime

/// What can be wrong with a lab.
public enum LabError: ExplainedError, Hashable {
  /// Only root may make namespaces and devices.
  case notRoot
  /// There is no lab at all.
  case noneUp
  /// There are several, and none was named.
  case severalUp([String])
  /// There is no lab of that name.
  case unknownLab(String, up: [String])
  /// A lab of that name is up already.
  case alreadyUp(String)
  /// A name that cannot be a lab's.
  case badName(String)
  /// The lab's emulator has died.
  case emulatorGone(String)
  /// The emulator could not be started; it said why.
  case didNotStart(String, said: String)
  /// The lab has no such host.
  case unknownHost(String, known: [String])
  /// Two ends between which there is no path.
  case noPath(String, String)
  /// Words that set nothing.
  case badSetting(String, expected: String)
  /// `ip` did not do what it was told.
  case toolFailed(String, said: String)
  /// There is no `ip`.
  case toolMissing
  /// A device could not be made.
  case noDevice(reason: String)
  /// A command could not be started inside a host.
  case cannotRun(String, SystemError)
  /// Something in the lab's directory cannot be written.
  case unwritable(String, reason: String)
  /// The emulator answered with something else.
  case unexpectedAnswer

  /// What happened.
  public var problem: String {
    switch self {
    case .notRoot: "a lab is made of network namespaces, which only root may make"
    case .noneUp: "no lab is up"
    case .severalUp(let names): "several labs are up: \(names.joined(separator: ", "))"
    case .unknownLab(let name, _): "no lab called `\(name)` is up"
    case .alreadyUp(let name): "a lab called `\(name)` is up already"
    case .badName(let name): "`\(name)` cannot be the name of a lab"
    case .emulatorGone(let name): "the emulator of the lab `\(name)` has died"
    case .didNotStart(let name, let said):
      "the emulator of the lab `\(name)` could not be started: \(said)"
    case .unknownHost(let name, _): "the lab has no host called `\(name)`"
    case .noPath(let one, let other): "there is no path between `\(one)` and `\(other)`"
    case .badSetting(let word, _): "`\(word)` sets nothing"
    case .toolFailed(let command, let said): "`\(command)` failed: \(said)"
    case .toolMissing: "there is no `ip` command"
    case .noDevice(let reason): "a TUN device could not be made: \(reason)"
    case .cannotRun(let command, let error): "cannot run `\(command)`: \(error)"
    case .unwritable(let path, let reason): "\(path) cannot be written: \(reason)"
    case .unexpectedAnswer: "the emulator's answer does not fit the question"
    }
  }

  /// What to do about it.
  public var remedy: String {
    switch self {
    case .notRoot: "Run it with sudo. `selvedge demo` shows an emulated network without root."
    case .noneUp: "Start one with `selvedge lab up triangle`; `selvedge lab list` tells the others."
    case .severalUp: "Say which with `--name`."
    case .unknownLab(_, let up):
      up.isEmpty
        ? "Start it with `selvedge lab up`." : "Up at the moment: \(up.joined(separator: ", "))."
    case .alreadyUp(let name):
      "Take it down with `selvedge lab down --name \(name)`, or start this one under another name "
        + "with `--name`."
    case .badName: "Write \(LabName.expected)."
    case .emulatorGone(let name):
      "Remove what it left behind with `selvedge lab down --name \(name)`."
    case .didNotStart: "What it made has been removed; put that right and start it again."
    case .unknownHost(_, let known): "Write one of \(known.joined(separator: ", "))."
    case .noPath: "Name two different hosts, each of them as HOST or HOST/UPLINK."
    case .badSetting(_, let expected): "Write \(expected)."
    case .toolFailed: "Look at what it says; `selvedge lab down` removes what is left of a lab."
    case .toolMissing: "Install iproute2."
    case .noDevice:
      "Load the module with `modprobe tun`; in a container pass `--device /dev/net/tun` and "
        + "`--cap-add NET_ADMIN --cap-add SYS_ADMIN`."
    case .cannotRun: "Check the command's name and that it may be executed."
    case .unwritable: "Check that there is room in /run, and that it may be written."
    case .unexpectedAnswer: "Use the command line and the emulator of one version."
    }
  }
}
