import OverlayCore
import OverlayRuntime

// The physical limit beside which Selvedge is measured: the same system calls with the same batches and
// the same AES-GCM, but no protocol: no neighbours, routes, replay windows or measurements. For
// benchmarks only: its key is known to everybody.
//
//   bound tunnel --listen IP:PORT --peer IP:PORT --tun NAME --address A.B.C.D/LENGTH [--plain]
//     [--threads one|ways|pipeline]
//   bound forward --listen IP:PORT --to IP:PORT

/// What the command line says.
struct Arguments {
  private var values: [String: String] = [:]
  let mode: String

  init(_ words: [String]) {
    mode = words.first ?? ""
    var rest = words.dropFirst()
    while let name = rest.popFirst() {
      values[name] = name == "--plain" ? "yes" : rest.popFirst() ?? ""
    }
  }

  func has(_ name: String) -> Bool { values[name] != nil }

  func text(_ name: String) -> String {
    guard let value = values[name] else { fail("\(name) is missing") }
    return value
  }

  func address(_ name: String) -> UnderlayAddress {
    guard let address = UnderlayAddress(text(name)) else {
      fail("\(name) wants an address such as 192.0.2.1:7272")
    }
    return address
  }
}

func fail(_ message: String) -> Never {
  fatalError("bound: \(message)")
}

@main
enum Bound {
  static func main() throws {
    let arguments = Arguments(Array(CommandLine.arguments.dropFirst()))
    switch arguments.mode {
    case "tunnel":
      try Tunnel(arguments).run()
    case "forward":
      var forwarder = try Forwarder(arguments)
      try forwarder.run()
    default: fail("say `tunnel` or `forward`; the source says more")
    }
  }
}
