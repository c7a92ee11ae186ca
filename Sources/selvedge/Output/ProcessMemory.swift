internal import FoundationEssentials

/// What this process takes of the host's memory.
enum ProcessMemory {
  /// The most that it has taken so far, in bytes; zero where the kernel does not say.
  static var peakBytes: UInt64 {
    guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
      let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
      let kibibytes = UInt64(line.split(whereSeparator: { !$0.isNumber }).first ?? "")
    else { return 0 }
    return kibibytes * 1_024
  }
}
