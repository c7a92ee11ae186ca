import Benchmark
import BenchmarkHarness
import OverlayCore
import OverlaySecurity

/// Two nodes of a network, ready for each other.
private struct Pair {
  var entropy = Entropy.seeded(1)
  let one: StaticKey
  let other: StaticKey
  let credential: Credential
  let network: NetworkID
  let presharedKey: [UInt8]

  init() throws {
    let addresses = AddressPrefix("10.77.0.0/16")!
    var authority = try NetworkAuthority(addresses: addresses, entropy: &entropy)
    one = StaticKey(entropy: &entropy)
    other = StaticKey(entropy: &entropy)
    credential = try authority.issue(name: "one", keys: one.publicKeys, now: 1_000)
    network = authority.network
    presharedKey = authority.presharedKey
  }
}

/// Everything that a new session costs, both sides together, and its parts.
func benchmarkHandshake() {
  for kept in [false, true] {
    Benchmark(
      "Noise handshake, both sides\(kept ? ", static secret kept" : "")",
      configuration: slow
    ) { benchmark in
      var pair = try Pair()
      let prologue = NoiseHandshake.prologue(network: pair.network)
      let payload = pair.credential.encoded
      let secret = kept ? try pair.one.secret(with: pair.other.publicKey) : nil
      try benchmark.measureOperations { iterations in
        for _ in iterations {
          let sent = try NoiseInitiationSent(
            initiator: pair.one, responder: pair.other.publicKey, prologue: prologue,
            payload: payload, staticSecret: secret, entropy: &pair.entropy)
          let known = try NoiseInitiatorKnown(
            reading: sent.message.span, responder: pair.other, prologue: prologue)
          let read = try NoiseInitiationRead(after: known, staticSecret: secret)
          let response = try NoiseResponseSent(
            answering: read, presharedKey: pair.presharedKey, payload: payload,
            entropy: &pair.entropy)
          let finished = try NoiseResponseRead(
            reading: response.message.span, after: sent, presharedKey: pair.presharedKey)
          blackHole(finished)
        }
      }
    }
  }

  Benchmark("Credential, decode and verify", configuration: slow) { benchmark in
    let pair = try Pair()
    let encoded = pair.credential.encoded
    try benchmark.measureOperations { iterations in
      for _ in iterations {
        try Credential(decoding: encoded).verify(network: pair.network, at: 1_000)
      }
    }
  }

  Benchmark("Stranger's initiation, refused") { benchmark in
    let pair = try Pair()
    let authenticator = MessageAuthenticator(
      presharedKey: pair.presharedKey, receiver: pair.other.publicKey)
    let datagram = [UInt8](repeating: 1, count: 400)
    benchmark.measureOperations { iterations in
      for _ in iterations { blackHole(authenticator.admits(datagram.span)) }
    }
  }
}

/// For operations of tens of microseconds or more.
private var slow: Benchmark.Configuration {
  var configuration = Benchmark.Configuration.operations
  configuration.scalingFactor = .one
  configuration.timeUnits = .microseconds
  return configuration
}
