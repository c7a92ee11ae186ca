import Testing

@testable import OverlayCore

@Suite("The MTU of a path")
struct PathMTUTests {
  private static let overhead = FrameOverhead()
  private static let direct = overhead.frameBytesMax + PacketHeader.byteCount
  private static let relayed = direct + overhead.endToEndBytes

  private func stream(
    _ mesh: PlainMesh, from source: Int = 0, to destination: Int = 1, for interval: Interval
  ) {
    let end = mesh.now + interval
    while mesh.now < end {
      _ = mesh.walk(from: source, to: destination)
      mesh.run(for: .milliseconds(10))
    }
  }

  private func limit(_ mesh: PlainMesh, _ from: Int, _ to: Int) throws -> Int {
    let link = try #require(mesh.hosts[from].linkTo[to])
    let quality = mesh.hosts[from].node.quality(of: link)
    return try #require(quality).datagramBytesMax
  }

  private func size(_ mesh: PlainMesh, _ from: Int, _ to: Int) throws -> PathSize {
    let size = mesh.hosts[from].node.pathSize(
      toward: PlainMesh.identity(to), trafficClass: .balanced, now: mesh.now)
    return try #require(size)
  }

  @Test("is not looked for while nothing crosses the link")
  func idle() {
    let mesh = PlainMesh(3)
    mesh.run(for: .seconds(60))
    #expect(mesh.sizeProbes.isEmpty)
  }

  @Test("is found by one probe for each direction that carries packets where nothing is in its way")
  func ordinary() throws {
    let mesh = PlainMesh(2)
    mesh.run(for: .seconds(3))
    stream(mesh, for: .seconds(20))
    #expect(mesh.sizeProbes == [1_452])
    #expect(try limit(mesh, 0, 1) == 1_452)
    #expect(try size(mesh, 0, 1).inUse == 1_452 - Self.direct)
  }

  @Test("is found for each direction by itself")
  func narrow() throws {
    let mesh = PlainMesh(2)
    mesh.datagramBytesMax = { from, _ in from == 0 ? 1_272 : 1_400 }
    mesh.run(for: .seconds(3))
    let end = mesh.now + .seconds(5)
    while mesh.now < end {
      stream(mesh, from: 0, to: 1, for: .milliseconds(10))
      stream(mesh, from: 1, to: 0, for: .milliseconds(10))
    }
    #expect(try limit(mesh, 0, 1) == 1_272)
    #expect(try limit(mesh, 1, 0) == 1_400)
  }

  @Test("is looked for without a lost probe counting as loss, at either end")
  func lossStaysZero() throws {
    let mesh = PlainMesh(2)
    mesh.datagramBytesMax = { _, _ in 1_272 }
    mesh.run(for: .seconds(3))
    let end = mesh.now + .seconds(5)
    while mesh.now < end {
      stream(mesh, for: .milliseconds(20))
      for host in mesh.hosts {
        for link in host.linkTo.values {
          let measured = host.node.quality(of: link)
          let quality = try #require(measured)
          #expect(quality.forwardLoss == 0)
          #expect(quality.reverseLoss == 0)
          #expect(quality.state == .up)
        }
      }
    }
    #expect(mesh.sizeProbes.filter { $0 > 1_272 }.count > 10)
  }

  @Test("that shrinks under traffic is found again before a second is over")
  func shrinks() throws {
    let mesh = PlainMesh(2)
    mesh.run(for: .seconds(3))
    stream(mesh, for: .seconds(2))
    mesh.datagramBytesMax = { _, _ in 1_300 }
    let link = try #require(mesh.hosts[0].linkTo[1])
    let end = mesh.now + .seconds(1)
    while mesh.now < end {
      _ = mesh.walk(from: 0, to: 1)
      // A packet of 1,400 bytes: it takes a number and never comes.
      _ = mesh.hosts[0].node.stamp(link, bytes: 1_400, isData: true)
      mesh.run(for: .milliseconds(50))
    }
    #expect(try limit(mesh, 0, 1) <= 1_300)
    #expect(try limit(mesh, 0, 1) >= 1_252 - 20)
  }

  @Test("is looked for anew when the path leads over other addresses")
  func roaming() throws {
    let mesh = PlainMesh(2)
    mesh.datagramBytesMax = { _, _ in 1_272 }
    mesh.run(for: .seconds(3))
    stream(mesh, for: .seconds(3))
    #expect(try limit(mesh, 0, 1) == 1_272)
    mesh.datagramBytesMax = { _, _ in 1_472 }
    let link = try #require(mesh.hosts[0].linkTo[1])
    mesh.hosts[0].node.setUnderlay(of: link, headerBytes: 28, now: mesh.now)
    stream(mesh, for: .seconds(1))
    #expect(try limit(mesh, 0, 1) == 1_472)
  }

  @Test("through a relay is that of its narrower link, as link state tells")
  func relayed() throws {
    let mesh = PlainMesh(3)
    mesh.datagramBytesMax = { from, to in from + to == 3 ? 1_300 : 1_452 }
    mesh.run(for: .seconds(3))
    mesh.cut(0, 1)
    stream(mesh, for: .seconds(8))
    #expect(mesh.walk(from: 0, to: 1) == [0, 2, 1])
    #expect(try limit(mesh, 0, 2) == 1_452)
    #expect(try size(mesh, 0, 1).inUse == 1_300 - Self.relayed)
  }

  @Test("through a relay is told of by the relay before link state does")
  func tooBig() throws {
    let mesh = PlainMesh(3)
    mesh.run(for: .seconds(3))
    mesh.cut(0, 1)
    stream(mesh, for: .seconds(4))
    let before = try size(mesh, 0, 1).inUse
    #expect(before == 1_452 - Self.relayed)
    let (header, _) = mesh.hosts[0].node.originate(
      to: PlainMesh.identity(1), trafficClass: .balanced, kind: .ip, flow: 1, now: mesh.now)
    let arrival = try #require(mesh.hosts[2].linkTo[0])
    let onward = try #require(mesh.hosts[2].linkTo[1])
    for _ in 0..<5 {
      mesh.hosts[2].node.noteSize(
        of: header, payloadBytes: 1_356, to: Hops(onward, carrying: 1_280), from: arrival,
        now: mesh.now)
    }
    mesh.run(for: .milliseconds(20))
    #expect(mesh.sent[.tooBig] == 1)
    #expect(try size(mesh, 0, 1).inUse == 1_280 - Self.relayed)
  }

  @Test("is on every way the least of those that are kept ready")
  func everyWay() throws {
    let mesh = PlainMesh(3)
    mesh.datagramBytesMax = { from, to in from + to == 3 ? 1_300 : 1_452 }
    mesh.run(for: .seconds(3))
    stream(mesh, from: 2, to: 1, for: .seconds(4))
    mesh.run(for: .seconds(2))
    let size = try size(mesh, 0, 1)
    #expect(size.inUse == 1_452 - Self.direct)
    #expect(size.onEveryWay == 1_300 - Self.relayed)
  }
}
