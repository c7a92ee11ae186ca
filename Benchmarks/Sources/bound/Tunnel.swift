import OverlayCore
import OverlayRuntime
import OverlaySecurity

/// A tunnel between two hosts: a counter, the sealed packet, its tag.
struct Tunnel: ~Copyable {
  private static let counterBytes = 8
  /// As much room as Selvedge has, so that both cut packets alike.
  private static let headroom = PacketLayout.headroom

  private let socket: UDPSocket
  private let peer: UnderlayAddress
  private let device: TunDevice
  private let cipher: FrameCipher
  /// Whether packets are left unsealed, to see what the system calls cost alone.
  private let isPlain: Bool
  private var received: ReceivedDatagrams
  private let outgoing: PacketArena
  private var queue: SendQueue
  private var hostward: TunWriter
  private var counter: UInt64
  private var loop: EventLoop

  /// Every value whole before any is kept: a noncopyable one cannot be half made.
  init(_ arguments: Arguments) throws {
    let socket = try UDPSocket(bindingTo: arguments.address("--listen"))
    let device = try TunDevice(name: arguments.text("--tun"))
    let parts = arguments.text("--address").split(separator: "/")
    guard parts.count == 2, let address = IPNotation.parseIPv4(parts[0]),
      let length = Int(parts[1])
    else { fail("--address wants an address such as 10.98.0.1/24") }
    try device.setMTU(PacketLayout.payloadBytesMax)
    try device.setIPv4(address, prefixLength: length)
    try device.setUp()
    let loop = try EventLoop()
    try loop.add(socket.descriptor, token: EventToken(.underlay))
    try loop.add(device.descriptor(), token: EventToken(.tun))
    self.socket = socket
    self.device = device
    self.loop = loop
    peer = arguments.address("--peer")
    isPlain = arguments.has("--plain")
    cipher = FrameCipher(key: [UInt8](repeating: 7, count: FrameCipher.keyBytes))
    received = ReceivedDatagrams(capacity: RuntimeLimits.datagramBatch)
    outgoing = PacketArena(count: RuntimeLimits.batch)
    queue = SendQueue()
    hostward = TunWriter()
    counter = 0
  }

  mutating func run() throws {
    while true {
      for index in 0..<(try loop.wait(until: .never)) {
        switch loop.event(at: index).token.kind {
        case .underlay: receive()
        case .tun: send()
        default: break
        }
      }
    }
  }

  private mutating func send() {
    var used = 0
    while used < outgoing.count, var segmenter = device.read() {
      while !segmenter.isDone {
        if used == outgoing.count {
          _ = queue.flush(through: socket)
          used = 0
        }
        guard let length = segmenter.next(into: outgoing[used], at: Self.headroom) else { break }
        seal(outgoing[used], Self.headroom..<(Self.headroom + length))
        used += 1
      }
    }
    _ = queue.flush(through: socket)
  }

  private mutating func seal(_ buffer: PacketBuffer, _ packet: Range<Int>) {
    let number = counter
    counter += 1
    let start = packet.lowerBound - Self.counterBytes
    buffer.withSpan { bytes in
      var writer = ByteWriter(at: start)
      writer.uint64(number, to: &bytes)
      if !isPlain {
        cipher.seal(&bytes, plaintext: packet, path: 0, counter: number)
      }
    }
    _ = queue.append(buffer, start..<(packet.upperBound + FrameCipher.tagBytes), to: peer)
  }

  private mutating func receive() {
    while (try? socket.receive(inPlace: &received)) ?? 0 > 0 {
      for index in 0..<received.count { open(received[index]) }
      guard !socket.hasPending else { continue }
      hostward.flush(to: device)
      if socket.isDrained { break }
    }
  }

  private mutating func open(_ datagram: PacketBuffer) {
    let sealed = Self.counterBytes..<datagram.count
    guard sealed.count > FrameCipher.tagBytes else { return }
    let isWhole = datagram.withSpan { bytes in
      var reader = ByteReader(bytes.span)
      guard let number = try? reader.uint64(bytes.span) else { return false }
      return isPlain
        || cipher.open(
          &bytes, ciphertextAndTag: sealed, path: 0, counter: number)
    }
    guard isWhole else { return }
    hostward.write(datagram, sealed.dropLast(FrameCipher.tagBytes), to: device)
  }
}
